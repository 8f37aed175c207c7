import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { componentImage } from '../../../testbed/images/component-image.ts';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import { load } from '../../../testbed/testbed.ts';
import { localCluster, type LocalCluster } from '../specs/local-cluster.ts';
import { everything } from '../specs/residue.ts';
import { shakedown } from '../../no-cluster/cli/command-line.ts';
import { silentProgress } from '../../../src/terminal/progress.ts';

const errorIn = (stderr: string) => /^[A-Z][A-Z0-9]+_[A-Z_]+: .*(\n {2}.*)*/m.exec(stderr)?.[0] ?? stderr;

describe('Bad input leaves nothing in the cluster', () => {
  let cluster: LocalCluster;
  let directory: string;
  let sonobuoy: string[];
  let there: Set<string>;
  before(async () => {
    cluster = await localCluster();
    directory = await mkdtemp(join(tmpdir(), 'bad-input-'));
    const binaries = await buildBinaries(['sonobuoy'], silentProgress);
    const image = await componentImage('sonobuoy', silentProgress);
    await load(cluster.name, image.archive);
    sonobuoy = ['--sonobuoy', binaries.sonobuoy, '--sonobuoy-image', image.ref, '--image-pull-policy', 'Never'];
  });
  after(() => rm(directory, { recursive: true }));
  // The width of columns depends on their content.
  const rows = async () => (await everything(cluster)).map((row) => row.replaceAll(/ +/g, ' '));
  beforeEach(async () => (there = new Set(await rows())));
  afterEach(async () => expect((await rows()).filter((row) => !there.has(row))).to.deep.equal([]));

  const call = (args: string[], kubeconfig = cluster.kubeconfig) =>
    shakedown([...args, '--kubeconfig', kubeconfig], { cwd: directory });

  const nothingMatches = async (command: string[]) => {
    const { exit, stderr } = await call([...command, '--focus', 'no-such-test']);
    expect(errorIn(stderr)).to.equal(
      [
        "FOCUS_MATCHES_NOTHING: the focus 'no-such-test' matches no test",
        '  expected: focus to match the id or the title of a test',
        '  do:       list the tests with --dry-run and no focus',
      ].join('\n'),
    );
    expect(exit).to.equal(2);
    expect(await readdir(directory)).to.not.include('results');
  };

  it('a focus that matches nothing', async () => {
    await nothingMatches(['run', '--image', cluster.image]);
  });

  it('a focus that matches nothing, by Sonobuoy', async () => {
    await nothingMatches(['verify', '--image', cluster.image, ...sonobuoy]);
  });

  it('an image that does not exist', async () => {
    const { exit, stderr } = await call(['verify', '--image', 'localhost/none:1', ...sonobuoy]);
    expect(errorIn(stderr)).to.match(
      /^PLUGIN_IMAGE: image "localhost\/none:1" cannot be pulled \(ErrImageNeverPull\): .*\n {2}expected: the image of the plugin to be pulled\n/,
    );
    expect(exit).to.equal(2);
  });

  it('a Sonobuoy image that does not exist', async () => {
    const wrong = sonobuoy.map((word) => (word.startsWith('localhost/') ? 'localhost/none:2' : word));
    const { exit, stderr } = await call(['verify', '--image', cluster.image, ...wrong]);
    expect(errorIn(stderr)).to.match(
      /^SONOBUOY_IMAGE: image "localhost\/none:2" cannot be pulled \(Err.*\n {2}expected: the image of the Sonobuoy aggregator to be pulled\n/,
    );
    expect(exit).to.equal(2);
  });

  it('an image that does not exist, before anything is judged', async () => {
    const args = [
      'run',
      '--image',
      'localhost/none:3',
      '--set',
      'objects.imagePullPolicy=Never',
      '--target',
      'workloads',
    ];
    const { exit, stdout, stderr } = await call(args);
    expect(errorIn(stderr)).to.match(
      /^IMAGE_UNUSABLE: image localhost\/none:3 cannot be run, so nothing was judged: node \S+: ErrImageNeverPull\b.*\n {2}expected: an image of the suite that the nodes can run\n/,
    );
    expect(stdout).to.not.match(/FAILED|passed/);
    expect(exit).to.equal(2);
  });

  it('no permissions', async () => {
    const kubeconfig = join(directory, 'nobody');
    const config = JSON.parse(await cluster.kubectl(['config', 'view', '--raw', '--output=json']));
    config.users = [{ name: config.users[0].name, user: { token: 'nobody' } }];
    await writeFile(kubeconfig, JSON.stringify(config));
    const { exit, stderr } = await call(['verify', '--image', cluster.image, ...sonobuoy], kubeconfig);
    expect(errorIn(stderr)).to.match(/^CLUSTER_UNAUTHORIZED: /);
    expect(exit).to.equal(5);
  });

  it('a second run at the same time', async () => {
    const specs = join(directory, 'specs', 'hold');
    const over = join(directory, 'over');
    await mkdir(specs, { recursive: true });
    await writeFile(join(specs, 'hold.spec.ts'), holdingUntil(over));
    const first = call(['run', '--image', cluster.image, '--specs', dirname(specs), '--focus', 'hold/lease']);
    const lease = ['get', 'lease', '--namespace=shakedown', 'shakedown', '--ignore-not-found', '--output=name'];
    while ((await cluster.kubectl(lease)) === '') await new Promise((resolve) => setTimeout(resolve, 100));
    try {
      for (const command of [['run'], ['verify', ...sonobuoy]]) {
        const { exit, stderr } = await call([...command, '--image', cluster.image]);
        expect(errorIn(stderr)).to.match(
          /^RUN_UNDER_WAY: run \d{8}-\d{6}-\w{4} of .+@.+ \(shakedown run\), since \d{4}-.*Z, last heartbeat .* ago\n {2}expected: no other run of shakedown in this cluster\n/,
        );
        expect(exit).to.equal(5);
      }
    } finally {
      await writeFile(over, '');
      expect((await first).exit).to.equal(0);
    }
  });
});

/** A spec that runs until a file exists. */
function holdingUntil(file: string): string {
  return `
    import { existsSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    import { check } from 'shakedown';
    describe('The Lease', () => {
      check('is held until a file exists', { id: 'hold/lease', uses: [] }, async () => {
        while (!existsSync(${JSON.stringify(file)})) await setTimeout(100);
      });
    });`;
}
