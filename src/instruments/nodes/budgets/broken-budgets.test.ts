import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { podDisruptionBudgets } from '../../../conditions/kinds/pod-disruption-budget.ts';
import { watchBrokenBudgets } from './broken-budgets.ts';

const POD = '/api/v1/namespaces/shop/pods/web-1';
const NODE = '/api/v1/nodes/n';
const BUDGET = '/apis/policy/v1/namespaces/shop/poddisruptionbudgets/web';
const labels = { app: 'web' };
const ref = { namespace: 'shop', name: 'web-1' };
const { signal } = new AbortController();

const pod = { metadata: { name: 'web-1', labels }, spec: { nodeName: 'n' } };
const leaves = { metadata: { name: 'n' }, spec: { taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] } };
const budget = (currentHealthy: number) => ({
  metadata: { name: 'web' },
  spec: { minAvailable: 1, selector: { matchLabels: labels } },
  status: { currentHealthy, desiredHealthy: 1 },
});

/** A watch over a cluster with a pod of a budget on a node. */
async function opened() {
  const objects = { [POD]: pod, [NODE]: { metadata: { name: 'n' } }, [BUDGET]: budget(1) };
  const server = await FakeApiServer.start({ objects });
  const cluster = server.door();
  const watch = await watchBrokenBudgets(cluster, signal);
  const [pods, nodes, budgets] = [
    cluster.shared(kinds.pods),
    cluster.shared(kinds.nodes),
    cluster.shared(podDisruptionBudgets),
  ];
  const seen = async (is: () => boolean) => {
    while (!is()) await sleep(2);
  };
  return {
    watch,
    leave: () => {
      server.put(NODE, leaves);
      return seen(() => (nodes.get({ name: 'n' })?.spec?.taints ?? []).length > 0);
    },
    deletePod: () => {
      server.objects.delete(POD);
      return seen(() => pods.get(ref) === undefined);
    },
    setHealthy: (healthy: number) => {
      server.put(BUDGET, budget(healthy));
      return seen(() => budgets.get({ namespace: 'shop', name: 'web' })?.status?.currentHealthy === healthy);
    },
    [Symbol.asyncDispose]: async () => {
      watch[Symbol.dispose]();
      await cluster.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('The watch over the budgets of others', () => {
  it('blames a node from which a pod of the budget was just deleted, in whatever order it is seen', async () => {
    for (const order of [
      ['deletePod', 'lacks'],
      ['lacks', 'deletePod'],
    ] as const) {
      await using cluster = await opened();
      await cluster.leave();
      for (const step of order) await (step === 'lacks' ? cluster.setHealthy(0) : cluster.deletePod());
      expect(cluster.watch.broken.map(({ budget: name, pod: { node } }) => [name, node])).to.deep.equal([
        ['shop/web', 'n'],
      ]);
    }
  });

  it('does not blame it for what the budget lacks after the pod was replaced', async () => {
    await using cluster = await opened();
    await cluster.leave();
    await cluster.deletePod();
    await cluster.setHealthy(2);
    await cluster.setHealthy(0);
    expect(cluster.watch.broken).to.deep.equal([]);
  });

  it('does not blame a node that does not leave', async () => {
    await using cluster = await opened();
    await cluster.deletePod();
    await cluster.setHealthy(0);
    expect(cluster.watch.broken).to.deep.equal([]);
  });
});
