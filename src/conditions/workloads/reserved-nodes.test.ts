import { expect } from 'chai';
import { FakeApiServer, listOf, refusal, type Reply } from '../../../test/fake-api-server/fake-api-server.ts';
import { until } from '../waiting/until.ts';
import type { WaitError } from '../waiting/wait-error.ts';
import { deployment } from './deployment.ts';

const web = { namespace: 'qa', name: 'web' };
const owned = (uid: string) => ({ ownerReferences: [{ uid, controller: true }] });
const pending = {
  metadata: { namespace: 'qa', name: 'web-a', uid: 'a', resourceVersion: '6', ...owned('set') },
  spec: { nodeSelector: {}, tolerations: [] },
  status: {
    phase: 'Pending',
    conditions: [
      {
        ...{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
        message: '0/1 nodes are available: 1 node(s) had untolerated taint(s).',
      },
    ],
  },
};
const tainted = {
  metadata: { name: 'db-1', resourceVersion: '2' },
  spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] },
};

/** The error of a wait for the suite's own Deployment, whose pod has no node. */
async function failed(nodes: Reply): Promise<WaitError> {
  const seen = {
    metadata: { ...web, uid: 'web-uid', resourceVersion: '5', generation: 1 },
    spec: { replicas: 1 },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, unavailableReplicas: 1 },
  };
  await using server = await FakeApiServer.start({
    routes: {
      '/apis/apps/v1/namespaces/qa/deployments': [listOf('9', [seen])],
      '/apis/apps/v1/namespaces/qa/replicasets': [
        listOf('9', [{ metadata: { namespace: 'qa', name: 'web-1', uid: 'set', ...owned('web-uid') } }]),
      ],
      '/api/v1/namespaces/qa/pods': [listOf('9', [pending])],
      '/api/v1/namespaces/qa/events': [listOf('9', [])],
      '/api/v1/nodes': nodes,
    },
  });
  const cluster = server.door();
  const signal = AbortSignal.timeout(30_000);
  const error = await until(cluster, deployment(web).hasReplicas(1), { withinMs: 100, signal }).catch(
    (thrown: unknown) => thrown,
  );
  await cluster.close();
  return error as WaitError;
}

describe("The suite's own pods on a cluster that has reserved all its nodes", () => {
  it('are no fault of the cluster, and the setting is named', async () => {
    const { code, meaning, summary, todo } = await failed(listOf('3', [tainted]));
    expect({ code, meaning, summary, todo }).to.deep.equal({
      ...{ code: 'WAIT_UNJUDGED', meaning: 'instrument' },
      summary: 'no node takes the pods of the suite: db-1 has taint dedicated=db:NoSchedule',
      todo: 'set objects.tolerations or objects.nodeSelector so that a node takes them, or add a node',
    });
  });

  it('are one when a node would take them and does not', async () => {
    const { code, summary } = await failed(
      listOf('3', [tainted, { metadata: { name: 'full', resourceVersion: '2' } }]),
    );
    expect(code).to.equal('WAIT_TOO_LONG');
    expect(summary).to.match(/^it cannot be scheduled: 0\/1 nodes are available/);
  });

  it('are judged by what the scheduler says where nodes may not be read', async () => {
    expect((await failed(refusal(403, '/api/v1/nodes'))).code).to.equal('WAIT_TOO_LONG');
  });
});
