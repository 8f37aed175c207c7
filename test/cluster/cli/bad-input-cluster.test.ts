import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { errorIn, refusingCluster, type RefusingCluster } from './refusing-cluster.ts';

describe('Bad input leaves nothing in the cluster', () => {
  let cluster: RefusingCluster;
  let there: Set<string>;
  before(async () => (cluster = await refusingCluster()));
  after(() => cluster[Symbol.asyncDispose]());
  beforeEach(async () => (there = new Set(await cluster.rows())));
  afterEach(async () => expect((await cluster.rows()).filter((row) => !there.has(row))).to.deep.equal([]));

  it('a focus that matches nothing', async () => {
    await cluster.refusesVainFocus(['run', '--image', cluster.image]);
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
    const { exit, stdout, stderr } = await cluster.call(args);
    expect(errorIn(stderr)).to.match(
      /^IMAGE_UNUSABLE: image localhost\/none:3 cannot be run, so nothing was judged: node \S+: ErrImageNeverPull\b.*\n {2}expected: an image of the suite that the nodes can run\n/,
    );
    expect(stdout).to.not.match(/FAILED|passed/);
    expect(exit).to.equal(2);
  });

  it('no permissions', async () => {
    const kubeconfig = join(cluster.directory, 'nobody');
    const config = JSON.parse(await cluster.kubectl(['config', 'view', '--raw', '--output=json']));
    config.users = [{ name: config.users[0].name, user: { token: 'nobody' } }];
    await writeFile(kubeconfig, JSON.stringify(config));
    const { exit, stderr } = await cluster.call(['verify', '--image', cluster.image, ...cluster.sonobuoy], kubeconfig);
    expect(errorIn(stderr)).to.match(/^CLUSTER_UNAUTHORIZED: /);
    expect(exit).to.equal(5);
  });

  it('a second run at the same time', async () => {
    const specs = join(cluster.directory, 'specs', 'hold');
    const over = join(cluster.directory, 'over');
    await mkdir(specs, { recursive: true });
    await writeFile(join(specs, 'hold.spec.ts'), holdingUntil(over));
    const first = cluster.call(['run', '--image', cluster.image, '--specs', dirname(specs), '--focus', 'hold/lease']);
    const lease = ['get', 'lease', '--namespace=shakedown', 'shakedown', '--ignore-not-found', '--output=name'];
    while ((await cluster.kubectl(lease)) === '') await new Promise((resolve) => setTimeout(resolve, 100));
    try {
      for (const command of [['run'], ['verify', ...cluster.sonobuoy]]) {
        const { exit, stderr } = await cluster.call([...command, '--image', cluster.image]);
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
