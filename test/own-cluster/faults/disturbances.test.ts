import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { restartApiServer } from '../../../testbed/testbed.ts';
import { BreakingProxy } from '../../cluster/door/breaking-proxy.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { marked } from '../../cluster/specs/residue.ts';
import { startShakedown, type EndedRun } from '../../cluster/specs/shakedown.ts';

describe('A run on a healthy cluster stays green', () => {
  let local: LocalCluster;
  before(async () => {
    local = await localCluster();
  });

  async function expectGreen(run: EndedRun): Promise<void> {
    const notPassed = run.results.tests.filter(({ status }) => status !== 'passed' && status !== 'skipped');
    expect(notPassed).to.deep.equal([]);
    expect(run.exit).to.equal(0);
    expect(run.ids('passed')).to.include('workloads/target-app');
    expect(await marked(local, run.results.run.id)).to.deep.equal([]);
  }

  it('while the API server is restarted during the run', async () => {
    // Pods that end while nobody can take their endpoints away lose requests, which is no disturbance without harm.
    const run = startShakedown(local, {}, ['--skip', 'rolling-restart']);
    await run.untilPrinted('workloads/node/node-1');
    await restartApiServer(local.name, { downFor: '5s' });
    await expectGreen(await run.ended);
  });

  it('while the API server is unreachable for 10 s after the checks begin', async () => {
    const run = startShakedown(local);
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
      await expectGreen(await startShakedown({ ...local, kubeconfig }).ended);
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
