import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { restartApiServer } from '../../../testbed/testbed.ts';
import { BreakingProxy } from '../../cluster/door/breaking-proxy.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import type { TestResult } from '../../../src/results/model.ts';
import { marked } from '../../cluster/specs/residue.ts';
import { startShakedown, type EndedRun } from '../../cluster/specs/shakedown.ts';

/** Rolling restarts take most of a run, and one of these runs has them. */
const withoutRestarts = ['--skip', 'rolling-restart'];

describe('A run on a healthy cluster stays green', () => {
  let local: LocalCluster;
  before(async () => {
    local = await localCluster();
  });

  /** @param unjudged the codes with which checks may be inconclusive. */
  async function expectGreen(run: EndedRun, unjudged: readonly string[] = []): Promise<void> {
    const other = run.results.tests.filter(({ status }) => status !== 'passed' && status !== 'skipped');
    const isAllowed = ({ status, reason }: TestResult) =>
      status === 'inconclusive' && unjudged.includes(reason?.code ?? '');
    expect(other.filter((test) => !isAllowed(test))).to.deep.equal([]);
    expect(run.exit).to.equal(other.length > 0 ? 3 : 0);
    expect(run.ids('passed')).to.include('workloads/target-app');
    expect(await marked(local, run.results.run.id)).to.deep.equal([]);
  }

  it('while the API server is restarted during the run', async () => {
    const run = startShakedown(local);
    await run.untilPrinted('workloads/node/node-1');
    await restartApiServer(local.name, { downFor: '5s' });
    // Pods that end while nobody can take their endpoints away lose requests, which proves nothing about the cluster.
    await expectGreen(await run.ended, ['API_SERVER_UNAVAILABLE']);
  });

  it('while the API server is unreachable for 10 s after the checks begin', async () => {
    const run = startShakedown(local, {}, withoutRestarts);
    await run.untilPrinted('0 of ');
    await restartApiServer(local.name, { downFor: '10s' });
    await expectGreen(await run.ended);
  });

  it('while every call to the API server is delayed by 500 ms', async () => {
    await using proxy = await BreakingProxy.start(local.kubeconfig);
    proxy.rule = () => ({ delayMs: 500 });
    const directory = await mkdtemp(join(tmpdir(), 'shakedown-test-'));
    try {
      const kubeconfig = join(directory, 'kubeconfig');
      await writeFile(kubeconfig, stringify(kubeconfigOf(proxy.url)));
      await expectGreen(await startShakedown({ ...local, kubeconfig }, {}, withoutRestarts).ended);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

function kubeconfigOf(server: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'slow', cluster: { server } }],
    users: [{ name: 'nobody', user: {} }],
    contexts: [{ name: 'slow', context: { cluster: 'slow', user: 'nobody' } }],
    'current-context': 'slow',
  };
}
