import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { list, type ReadEntry } from 'tar';
import { prepareLocalRun, type LocalRun } from '../../../scripts/local-run.ts';
import { readResults } from '../../../src/results/read.ts';
import { verdict } from '../../../src/results/verdict.ts';
import { localCluster, type LocalCluster } from '../specs/local-cluster.ts';
import { everything } from '../specs/residue.ts';
import { shakedown } from '../../no-cluster/cli/command-line.ts';
import { silentProgress } from '../../../src/terminal/progress.ts';

describe('A healthy cluster, tested by the real Sonobuoy with no more rights than the generated roles grant', () => {
  let cluster: LocalCluster;
  let local: LocalRun;
  let directory: string;
  before(async function () {
    this.timeout('10m');
    cluster = await localCluster();
    local = await prepareLocalRun(silentProgress, cluster.name);
    directory = await mkdtemp(join(tmpdir(), 'verify-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('passes, and leaves nothing in the cluster', async function () {
    this.timeout('15m');
    const { kubeconfig, sonobuoy, sonobuoyImage, image } = local;
    const before = new Set(await rows());
    const { exit, stdout, stderr } = await shakedown([
      ...['verify', '--target', 'workloads', '--kubeconfig', kubeconfig, '--image', image],
      ...['--sonobuoy', sonobuoy, '--sonobuoy-image', sonobuoyImage, '--image-pull-policy', 'Never'],
      ...['--results-dir', directory],
    ]);
    const results = readResults(await readFile(join(directory, 'results.json'), 'utf8'));
    const notPassed = results.tests.filter(({ status }) => !['passed', 'skipped'].includes(status));
    expect(notPassed.map(({ id, status, reason }) => ({ id, status, reason }))).to.deep.equal([]);
    expect(verdict(results).word, stdout).to.equal('passed');
    expect(exit, stderr).to.equal(0);
    // The checks that create objects did run.
    expect(results.tests.filter(({ status }) => status === 'passed').map(({ id }) => id)).to.include.members([
      'workloads/target-app',
      ...['deletion', 'eviction', 'restart', 'scale-down'].map((how) => `workloads/rolling-restart/${how}`),
    ]);
    expect((await rows()).filter((row) => !before.has(row))).to.deep.equal([]);
  });

  it('keeps nothing of the cluster in the archive, but what the suite itself reports', async () => {
    const parts = new Set<string>();
    const onReadEntry = ({ path, type }: ReadEntry) => {
      if (type === 'File') parts.add(path.split('/').slice(0, 2).join('/'));
    };
    await list({ file: join(directory, 'sonobuoy.tar.gz'), onReadEntry });
    expect([...parts].filter((part) => !part.startsWith('meta/')).toSorted()).to.deep.equal(['plugins/shakedown']);
  });

  /** The width of columns depends on their content. */
  const rows = async () => (await everything(cluster)).map((row) => row.replaceAll(/ +/g, ' '));
});
