import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Lease, Node } from '../../cluster/kinds.ts';
import type { Look } from '../waiting/condition.ts';
import { judgeNode, node as nodeNamed, type NodeSeen } from './node.ts';

const date = new Date('2026-01-01T00:01:00Z');
const lease = (renewTime: string) => ({ spec: { renewTime, leaseDurationSeconds: 40 } }) as Lease;

function judge(
  conditions: object[],
  { metadata = {}, spec = {}, kubeletVersion = 'v1.36.3', ...seen }: Partial<NodeSeen> & Record<string, unknown> = {},
) {
  const status = { conditions, nodeInfo: { kubeletVersion } };
  const node = { metadata: { name: 'n1', ...(metadata as object) }, spec, status } as unknown as Node;
  const all: NodeSeen = {
    node,
    lease: lease('2026-01-01T00:00:55.000000Z'),
    apiServer: 'v1.36.3',
    date,
    renewedAt: undefined,
    ...seen,
  };
  return judgeNode(all);
}

const up = { type: 'Ready', status: 'True' };

describe('a node', () => {
  it('that reports and answers is ready', () => {
    const calm = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'].map((type) => ({
      type,
      status: 'False',
    }));
    expect(judge([up, ...calm])).to.deep.equal({ state: 'ready' });
  });

  it('that is cordoned is ready', () => {
    expect(judge([up], { spec: { unschedulable: true } })).to.deep.equal({ state: 'ready', reason: 'cordoned' });
  });

  it('that is being deleted, as an autoscaler does, is nothing to judge', () => {
    const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(judge([{ type: 'Ready', status: 'Unknown' }], { metadata })).to.deep.equal({
      state: 'disappeared',
      reason: 'it is being deleted, since 2026-01-01T00:00:00Z',
      isTerminating: true,
    });
  });

  it('that is simulated is ready by what it reports', () => {
    const simulated = {
      metadata: { labels: { type: 'kwok' } },
      lease: undefined,
      kubeletVersion: 'fake',
    } as const;
    expect(judge([up], simulated)).to.deep.equal({ state: 'ready', reason: 'simulated node (label type=kwok)' });
    expect(judge([{ type: 'Ready', status: 'False' }], simulated).state).to.equal('not yet');
  });

  for (const [what, conditions, more, reason] of [
    ['that never reported', [], {}, 'its kubelet has never reported'],
    [
      'that has stopped reporting',
      [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
        },
      ],
      {},
      'it is not ready (NodeStatusUnknown): Kubelet stopped posting node status.',
    ],
    [
      'whose runtime is down',
      [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'container runtime is down' }],
      {},
      'it is not ready (KubeletNotReady): container runtime is down',
    ],
    [
      'under pressure',
      [
        up,
        {
          type: 'DiskPressure',
          status: 'True',
          reason: 'KubeletHasDiskPressure',
          message: 'kubelet has disk pressure',
        },
      ],
      {},
      'DiskPressure (KubeletHasDiskPressure): kubelet has disk pressure',
    ],
    ['without network', [up, { type: 'NetworkUnavailable', status: 'True' }], {}, 'NetworkUnavailable'],
    [
      'whose Lease ran out',
      [up],
      { lease: lease('2026-01-01T00:00:05.123456Z') },
      'its kubelet has not renewed its Lease for 55 s',
    ],
    [
      'whose clock is behind, for it renews its Lease all the same',
      [up],
      { lease: lease('2026-01-01T00:00:05.123456Z'), renewedAt: new Date('2026-01-01T00:00:52Z') },
      'its clock is 47 s behind that of the API server: its kubelet renews its Lease, with times that are long over',
    ],
    [
      'that has stopped to renew its Lease after a while',
      [up],
      { lease: lease('2026-01-01T00:00:05.123456Z'), renewedAt: new Date('2026-01-01T00:00:05Z') },
      'its kubelet has not renewed its Lease for 55 s',
    ],
    ['without a Lease', [up], { lease: undefined }, 'its kubelet has no Lease in kube-node-lease'],
    [
      'that is newer than the API server',
      [up],
      { kubeletVersion: 'v1.37.0' },
      'its kubelet v1.37.0 is newer than the API server v1.36.3, which is not supported',
    ],
  ] as [string, object[], Partial<NodeSeen> & { kubeletVersion?: string }, string][])
    it(`${what} is not ready, and says so`, () => {
      expect(judge(conditions, more)).to.deep.equal({ state: 'not yet', reason });
    });

  it('reports all that is wrong with it', () => {
    expect(judge([{ type: 'Ready', status: 'False' }], { lease: undefined }).reason).to.equal(
      'it is not ready; its kubelet has no Lease in kube-node-lease',
    );
  });

  it('is seen to renew its Lease from look to look', async () => {
    const ref = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1';
    const at = (renewTime: string) => ({ body: lease(renewTime) });
    const seen = { metadata: { name: 'n1' }, status: { conditions: [up], nodeInfo: { kubeletVersion: 'v1.36.3' } } };
    await using server = await FakeApiServer.start({
      routes: {
        '/version': [{ body: { gitVersion: 'v1.36.3' } }],
        [ref]: [at('2020-01-01T00:00:00Z'), at('2020-01-01T00:00:00Z'), at('2020-01-01T00:00:10Z')],
      },
    });
    const cluster = server.door();
    const { signal } = new AbortController();
    const get = async () => seen as never;
    const look: Look = { cluster, signal, date, why: false, get, list: async () => [] };
    const ready = nodeNamed('n1').isReady();
    const renewed = [];
    for (let count = 0; count < 4; count += 1) renewed.push((await ready.read(look)).renewedAt);
    expect(renewed).to.deep.equal([undefined, undefined, date, date]);
    await cluster.close();
  });

  it('that does not exist has disappeared', () => {
    expect(judge([], { node: undefined })).to.deep.equal({ state: 'disappeared', reason: 'it does not exist' });
  });
});
