import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Lease, Node } from '../../cluster/kinds/kinds.ts';
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
    expect(judge([up], { spec: { unschedulable: true } })).to.deep.equal({
      state: 'ready',
      reason: 'cordoned: no new pods but those of DaemonSets run there',
    });
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
    expect(judge([up], simulated)).to.deep.equal({
      state: 'ready',
      reason: 'judged by what it reports alone: simulated node (label type=kwok), so no probe agent runs there',
    });
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
      'whose clock is ahead',
      [up],
      { lease: lease('2026-01-01T03:01:00.000000Z') },
      'its clock is 10800 s ahead of that of the API server: its kubelet renews its Lease in the future',
    ],
    [
      'with a problem that a detector has found',
      [up, { type: 'KernelDeadlock', status: 'True', reason: 'DockerHung', message: 'task docker:7 blocked' }],
      {},
      'KernelDeadlock (DockerHung): task docker:7 blocked',
    ],
    [
      'whose storage is not well, as its monitor says',
      [up, { type: 'StorageReady', status: 'False', reason: 'IODelays' }],
      {},
      'StorageReady is False (IODelays)',
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
      'without a Lease, of which nobody has reported for long',
      [{ ...up, lastHeartbeatTime: '2026-01-01T00:00:09Z' }],
      { lease: undefined },
      'its kubelet has no Lease in kube-node-lease, and has not reported for 51 s',
    ],
    [
      'without a Lease, that reports in the future',
      [{ ...up, lastHeartbeatTime: '2026-01-01T00:03:00Z' }],
      { lease: undefined },
      'its kubelet has no Lease in kube-node-lease, and reports 120 s ahead of the clock of the API server',
    ],
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

  it('whose clock is right within the duration of its Lease is ready', () => {
    expect(judge([up], { lease: lease('2026-01-01T00:01:39Z') })).to.deep.equal({ state: 'ready' });
  });

  it('without a Lease is ready while its status is reported, as the node controller takes it', () => {
    const reported = { ...up, lastHeartbeatTime: '2026-01-01T00:00:12Z' };
    expect(judge([reported], { lease: undefined })).to.deep.equal({ state: 'ready' });
  });

  it('that vcluster has made is ready without a heartbeat, with a remark', () => {
    const made = { metadata: { labels: { 'vcluster.loft.sh/fake-node': 'true' } }, lease: undefined } as const;
    expect(judge([{ ...up, lastHeartbeatTime: '2025-12-01T00:00:00Z' }], made)).to.deep.equal({
      state: 'ready',
      reason: 'its heartbeat is not judged: vcluster has made it, and no kubelet reports for it',
    });
  });

  it('that is virtual is ready by its conditions, with a remark', () => {
    const virtual = { metadata: { labels: { 'liqo.io/type': 'virtual-node' } }, lease: undefined } as const;
    expect(judge([up], virtual).reason).to.equal(
      'judged by what it reports alone: virtual node (label liqo.io/type=virtual-node), so no probe agent runs there',
    );
  });

  it('with a condition of unknown meaning is ready, and mentions it', () => {
    const conditions = [
      up,
      { type: 'GpuLost', status: 'True', reason: 'Xid' },
      { type: 'FabricHealthy', status: 'False' },
      { type: 'RackReady', status: 'True' },
      { type: 'EtcdIsVoter', status: 'True', reason: 'MemberNotLearner' },
      { type: 'RebootScheduled', status: 'False' },
    ];
    expect(judge(conditions)).to.deep.equal({
      state: 'ready',
      reason: 'not judged: its condition GpuLost (Xid); not judged: its condition FabricHealthy is False',
    });
  });

  it('is judged by the conditions that the configuration names, and without those that it ignores', () => {
    const conditions = [up, { type: 'GpuLost', status: 'True' }, { type: 'FabricHealthy', status: 'False' }];
    const judged = (rules: object) => {
      const status = { conditions, nodeInfo: { kubeletVersion: 'v1.36.3' } };
      const node = { metadata: { name: 'n1' }, spec: {}, status } as unknown as Node;
      const renewed = lease('2026-01-01T00:00:55Z');
      return judgeNode({ node, lease: renewed, apiServer: 'v1.36.3', date, renewedAt: undefined }, rules);
    };
    expect(judged({ badConditions: ['GpuLost', 'FabricHealthy=False'] })).to.deep.equal({
      state: 'not yet',
      reason: 'GpuLost; FabricHealthy is False',
    });
    expect(judged({ ignoredConditions: ['GpuLost', 'FabricHealthy'] })).to.deep.equal({ state: 'ready' });
  });

  it('is mentioned as judged by what it reports alone when no probe agent runs on its operating system', async () => {
    const windows = { kubeletVersion: 'v1.36.3', operatingSystem: 'windows' };
    const seen = { metadata: { name: 'n1' }, status: { conditions: [up], nodeInfo: windows } };
    await using server = await FakeApiServer.start({
      routes: {
        '/version': [{ body: { gitVersion: 'v1.36.3' } }],
        '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1': [{ body: lease('2026-01-01T00:00:55Z') }],
      },
    });
    const cluster = server.door();
    const { signal } = new AbortController();
    const which = { why: false, first: true, last: false, began: date, wait: {} };
    const look: Look = { cluster, signal, date, ...which, get: async () => seen as never, list: async () => [] };
    const { withoutAgent, remarks } = await nodeNamed('n1').isReady().read(look);
    expect({ withoutAgent, remarks }).to.deep.equal({
      withoutAgent: 'its operating system is windows',
      remarks: ['judged by what it reports alone: its operating system is windows, so no probe agent runs there'],
    });
    await cluster.close();
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
    const look: Look = {
      cluster,
      signal,
      date,
      why: false,
      first: true,
      last: false,
      began: date,
      wait: {},
      get,
      list: async () => [],
    };
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
