import { expect } from 'chai';
import type { Event, Node, Pod } from '../../../cluster/kinds/kinds.ts';
import { configSchema } from '../../../config/schema.ts';
import { agentOn } from './agent-state.ts';

function node(name: string, { os = 'linux', ready = 'True', labels = {} } = {}): Node {
  return {
    metadata: { name, labels },
    status: { nodeInfo: { operatingSystem: os }, conditions: [{ type: 'Ready', status: ready }] } as Node['status'] &
      object,
  };
}
const agent = (status: object, spec: object = { nodeName: 'n1' }, metadata: object = {}): Pod => ({
  metadata: { name: 'agent-1', ...metadata },
  spec: { containers: [], ...spec },
  status,
});
const up = { conditions: [{ type: 'Ready', status: 'True' }] };
const waiting = (reason: string) => ({
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [
    {
      name: 'probe-agent',
      image: 'suite:1',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { waiting: { reason } },
    },
  ],
});
const state = (of: Node, ...pods: Pod[]) => {
  const { state: is, ...more } = agentOn(of, pods);
  return 'reason' in more ? `${is}: ${more.reason}` : is;
};

describe('the probe agent of a node', () => {
  it('is up when its pod is ready', () => {
    expect(agentOn(node('n1'), [agent(up)])).to.deep.equal({ state: 'up', pod: agent(up) });
  });

  it('is excluded where the node is being deleted', () => {
    const going = node('n1', { ready: 'Unknown' });
    going.metadata = { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(agentOn(going, [])).to.deep.equal({
      state: 'missing',
      reason: 'it is being deleted, since 2026-01-01T00:00:00Z',
      ...{ excluded: true, isDeleted: true },
    });
  });

  it('is excluded where the node is simulated or virtual, and runs nothing on a simulated one', () => {
    const labelled = (labels: Record<string, string>) => ({ ...node('n1'), metadata: { name: 'n1', labels } });
    expect(agentOn(labelled({ type: 'kwok' }), [])).to.deep.include({ excluded: true, runsNothing: true });
    expect(agentOn(labelled({ 'liqo.io/type': 'virtual-node' }), [])).to.not.have.property('runsNothing');
  });

  it('is pending while its pod is not created, terminating or starting', () => {
    expect(state(node('n1'))).to.equal('pending: its pod is not created yet');
    const leaving = agent(up, { nodeName: 'n1' }, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(state(node('n1'), leaving)).to.equal('pending: its pod is not created yet');
    expect(state(node('n1'), agent(waiting('ContainerCreating')))).to.match(
      /^pending: its pod is not ready: container probe-agent waits/,
    );
  });

  it('is pending while its pod is not scheduled', () => {
    const unscheduled = agent(
      { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/2 nodes are available: Insufficient cpu' }] },
      {},
    );
    expect(state(node('n1'), unscheduled)).to.equal(
      'pending: its pod is not ready: it cannot be scheduled: 0/2 nodes are available: Insufficient cpu',
    );
  });

  it('is pending for the reason in its events, when they are known', () => {
    const event = (uid: string, reason: string, message: string) =>
      ({ involvedObject: { uid }, reason, message, metadata: {} }) as unknown as Event;
    const context = {
      owner: { metadata: { name: 'agents', uid: 'set-1' } },
      events: [
        event('set-1', 'FailedCreate', 'failed calling webhook "policy.example.com"'),
        event('agent-1', 'FailedCreatePodSandBox', 'no IP addresses available in range set'),
      ],
    };
    expect(agentOn(node('n1'), [], undefined, context)).to.deep.equal({
      state: 'pending',
      reason: 'its pods cannot be created: failed calling webhook "policy.example.com"',
    });
    const starting = agent(waiting('ContainerCreating'), { nodeName: 'n1' }, { uid: 'agent-1' });
    expect(agentOn(node('n1'), [starting], undefined, context)).to.deep.equal({
      state: 'pending',
      reason:
        'its pod is not ready: container probe-agent waits for its image, its volumes or its network (ContainerCreating); no IP addresses available in range set (pod agent-1)',
    });
  });

  it('is missing when its image cannot be pulled', () => {
    expect(state(node('n1'), agent(waiting('ImagePullBackOff')))).to.equal(
      'missing: its probe agent cannot start: image "suite:1" cannot be pulled (ImagePullBackOff)',
    );
  });

  it('is excluded on a node that is not to be judged, and not on one where other pods of the suite do not run', () => {
    const pool = { pool: 'batch', tier: 'a' };
    const other = node('n1', { labels: { pool: 'batch', tier: 'b' } });
    expect(agentOn(other, [agent(up)], configSchema.parse({ scope: { nodeSelector: pool } }))).to.deep.equal({
      state: 'missing',
      reason: 'scope.nodeSelector of the configuration excludes the node',
      excluded: true,
    });
    expect(agentOn(other, [agent(up)], configSchema.parse({ objects: { nodeSelector: pool } }))).to.have.property(
      'state',
      'up',
    );
  });

  it('is excluded on a node that is not in the scope, such as one that is asleep', () => {
    const asleep = configSchema.parse({ scope: { exclude: ['workloads/node/spare-*'] } });
    expect(agentOn(node('spare-1', { ready: 'Unknown' }), [], asleep)).to.deep.equal({
      state: 'missing',
      reason: 'scope.exclude of the configuration excludes the node',
      excluded: true,
    });
    expect(agentOn(node('n1'), [agent(up)], asleep)).to.have.property('state', 'up');
  });

  for (const [what, of, excluded] of [
    ['is simulated', node('n1', { labels: { type: 'kwok' } }), true],
    ['runs Windows', node('n1', { os: 'windows' }), true],
    ['is not Ready', node('n1', { ready: 'Unknown' }), false],
  ] as const)
    it(`is ${excluded ? 'excluded' : 'missing'} when the node ${what}`, () => {
      expect(agentOn(of, [])).to.include({ state: 'missing', excluded });
    });

  for (const [what, of, reason] of [
    ['is simulated', node('n1', { labels: { type: 'kwok' } }), 'simulated node (label type=kwok)'],
    ['is not Ready', node('n1', { ready: 'Unknown' }), 'the node is not Ready'],
    [
      'runs Windows',
      node('n1', { os: 'windows' }),
      'its operating system is windows, the image of the suite is for linux',
    ],
  ] as const)
    it(`is missing when the node ${what}`, () => {
      expect(state(of, agent(up))).to.equal(`missing: ${reason}`);
    });
});
