import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { BreakingProxy } from '../../cluster/door/breaking-proxy.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { startShakedown } from '../../cluster/specs/shakedown.ts';
import { expectGreen, withoutRestarts } from './expect-green.ts';

describe('A run on a healthy cluster stays green', () => {
  let local: LocalCluster;
  before(async () => {
    local = await localCluster();
  });

  it('while every call to the API server is delayed by 500 ms', async () => {
    await using proxy = await BreakingProxy.start(local.kubeconfig);
    proxy.rule = () => ({ delayMs: 500 });
    const directory = await mkdtemp(join(tmpdir(), 'shakedown-test-'));
    try {
      const kubeconfig = join(directory, 'kubeconfig');
      await writeFile(kubeconfig, stringify(kubeconfigOf(proxy.url)));
      await expectGreen(local, await startShakedown({ ...local, kubeconfig }, {}, withoutRestarts).ended);
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
