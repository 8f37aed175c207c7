import { expect } from 'chai';
import { FakeApiServer, listOf, status, type FakeApi } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { discover } from '../../inventory/discovery.ts';
import { snapshotOf } from './snapshot.ts';

const { signal } = new AbortController();
const node = (name: string, ready: string) => ({
  metadata: { name },
  spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] },
  status: {
    conditions: [{ type: 'Ready', status: ready, reason: 'KubeletReady' }],
    ...{
      allocatable: { cpu: '2', memory: '4Gi', pods: '110' },
      nodeInfo: { kubeletVersion: 'v1.36.3' },
    },
  },
});
const web = (name: string, readyReplicas: number) => ({
  metadata: { namespace: 'shop', name },
  ...{
    spec: { replicas: 2 },
    status: {
      readyReplicas,
      updatedReplicas: 2,
      availableReplicas: readyReplicas,
    },
  },
});
const pod = {
  metadata: { namespace: 'shop', name: 'a' },
  spec: { nodeName: 'n1', containers: [] },
};
const warning = {
  metadata: {},
  ...{
    type: 'Warning',
    reason: 'BackOff',
    message: 'again',
    lastTimestamp: '2026-01-01T00:00:00Z',
  },
  involvedObject: { kind: 'Pod', name: 'a' },
};

async function snapshot(more: NonNullable<FakeApi['routes']> = {}) {
  const routes = {
    '/api/v1/nodes': listOf('1', [node('n1', 'True'), node('n2', 'Unknown')]),
    '/apis/apps/v1/deployments': listOf('1', [web('fine', 2), web('broken', 1)]),
    '/api/v1/pods': listOf('1', [pod]),
    '/api/v1/events': listOf('1', [warning]),
    '/version': { body: { gitVersion: 'v1.36.3' } },
    ...more,
  };
  await using api = await FakeApiServer.start({ routes, objects: {} });
  const cluster = api.door();
  const { inventory } = await discover(cluster, configSchema.parse({}), signal);
  const texts = await snapshotOf(cluster, inventory, signal);
  await cluster.close();
  return Object.fromEntries(texts.map(({ title, text }) => [title.split(' ')[0], text])) as Record<string, string>;
}

describe('The state before the first test', () => {
  it('has the nodes, what runs there, those with a problem in full, the workloads, those with a problem first, and warnings', async () => {
    const { nodes, workloads, warnings } = await snapshot();
    expect(nodes).to.match(/^2 nodes, 1 not as they should be\nkubelet v1.36.3: 2\n/);
    expect(nodes).to.match(/^n1 +Ready +1 of 110 +0 of 2 +0Mi of 4.0Gi +v1.36.3 .*gpu:NoSchedule$/m);
    expect(nodes)
      .to.match(/^node n2$/m)
      .and.match(/^ +Ready=Unknown \(KubeletReady\)$/m);
    expect(workloads).to.match(
      /^Deployments: 2, 1 not as they should be\nOBJECT .*\nshop\/broken +2 +1 +2 +1 +!\nshop\/fine +2 +2 +2 +2\n/,
    );
    expect(warnings).to.match(/Warning +BackOff +pod\/a +again/);
  });

  it('has a line for what cannot be read, and the rest', async () => {
    const refused = status(403, 'Forbidden', 'it is forbidden');
    const { nodes, workloads, warnings } = await snapshot({
      '/api/v1/pods': refused,
      '/api/v1/events': refused,
      '/apis/apps/v1/deployments': refused,
    });
    expect(nodes)
      .to.match(/^pods are not known: .*403/m)
      .and.match(/^n1 +Ready +110 +2 /m);
    expect(workloads).to.match(/^Deployments: not read \(.*403/);
    expect(warnings).to.match(/^not read: .*403/);
  });
});
