import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { silentProgress } from '../../src/terminal/progress.ts';
import { readResults } from '../../src/results/read.ts';
import { buildBinaries } from '../../testbed/binaries/binaries.ts';
import { componentImage } from '../../testbed/images/component-image.ts';
import { load } from '../../testbed/testbed.ts';
import { localCluster, type LocalCluster } from '../cluster/specs/local-cluster.ts';
import { createBucket, CREDENTIALS, type S3Server } from '../no-cluster/archive/s3-server.ts';
import { startVersitygw } from '../no-cluster/archive/versitygw.ts';
import { ABSENT, deployment, namespace } from '../own-cluster/faults/fault.ts';
import { removeSeeds } from '../own-cluster/faults/remove-seeds.ts';
import { startCommand } from './started-command.ts';

/** What the message about an upload names. */
const UPLOADED = /archive: uploaded \d+ files \([\d.]+ MB\) to (s3:\/\/\S+)\n/;

describe('shakedown verify --rerun-failed, with a run in an archive,', () => {
  let local: LocalCluster;
  let server: S3Server;
  let directory: string;
  before(async () => {
    local = await localCluster();
    const { sonobuoy } = await buildBinaries(['sonobuoy'], silentProgress);
    const ofSonobuoy = await componentImage('sonobuoy', silentProgress);
    await load(local.name, ofSonobuoy.archive);
    server = await startVersitygw();
    await createBucket(server, 'runs');
    directory = await mkdtemp(join(tmpdir(), 'rerun-'));
    const settings = {
      cluster: { name: 'rerun-testbed' },
      image: local.image,
      sonobuoy: { path: sonobuoy, image: ofSonobuoy.ref, imagePullPolicy: 'Never' },
      objects: { imagePullPolicy: 'Never' },
      run: { deadline: '10m', focus: 'workloads/deployment/(shop|kube-system)/' },
      archive: { bucket: 'runs', endpoint: server.endpoint },
    };
    await writeFile(join(directory, 'shakedown.config.yaml'), stringify(settings));
  });
  after(async () => {
    await removeSeeds(local);
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  it('runs what failed there, in the same cluster, and nothing else', async () => {
    const shop = (image: string) => [namespace('shop'), deployment({ namespace: 'shop', image })];
    await local.apply(shop(ABSENT));
    const first = verify();
    expect(await first.ended, first.printed()).to.equal(1);
    const [, url = ''] = UPLOADED.exec(first.printed()) ?? [];
    const red = await failedOfOnlyRun();
    expect(red).to.include('workloads/deployment/shop/web');
    // It is read from the archive alone.
    await rm(join(directory, 'results'), { recursive: true });

    await local.apply(shop(local.image));
    await local.kubectl(['rollout', 'status', 'deployment/web', '--namespace=shop', '--timeout=120s']);
    const again = verify('--rerun-failed', url);
    expect(await again.ended, again.printed()).to.equal(0);
    expect(again.printed()).to.match(
      new RegExp(
        `\\nPASSED: ${red.length} passed of ${red.length} selected in .* not selected \\(--rerun-failed \\S+\\)`,
      ),
    );
    const nothing = verify('--rerun-failed', UPLOADED.exec(again.printed())?.[1] ?? '');
    expect(await nothing.ended, nothing.printed()).to.equal(2);
    expect(nothing.printed()).to.match(/^RERUN_NOTHING: /);
  });

  function verify(...args: string[]) {
    return startCommand(['verify', '--kubeconfig', local.kubeconfig, ...args], place());
  }

  /** The ids of the tests that failed in the run that is in `results/`. */
  async function failedOfOnlyRun(): Promise<string[]> {
    const [id = ''] = await readdir(join(directory, 'results'));
    const file = join(directory, 'results', id, 'results.json');
    const { tests } = readResults(await readFile(file, 'utf8'), file);
    return tests.filter(({ status }) => status === 'failed').map((test) => test.id);
  }

  const place = () => ({ cwd: directory, env: { HOME: homedir(), ...CREDENTIALS } });
});
