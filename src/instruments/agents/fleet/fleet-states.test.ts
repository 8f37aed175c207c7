import { expect } from 'chai';
import type { Event, Node, Pod } from '../../../cluster/kinds/kinds.ts';
import { configSchema } from '../../../config/schema.ts';
import { fleetStates } from './fleet-states.ts';

const labels = { 'app.kubernetes.io/name': 'shakedown-probe-agent' };
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const node = (name: string) => ({ metadata: { name }, status: ready }) as Node;
const config = configSchema.parse({});
const owner = { metadata: { name: 'agents', uid: 'set' } };

describe('the states of the agents', () => {
  it('are those of their pods, each with the warnings about it', () => {
    const pod = (name: string, status: object) =>
      ({ metadata: { name, uid: name, labels }, spec: { nodeName: name, containers: [] }, status }) as unknown as Pod;
    const event = (uid: string, reason: string, message: string) =>
      ({ involvedObject: { uid }, reason, message, metadata: {} }) as unknown as Event;
    const states = fleetStates({
      nodes: ['n1', 'n2', 'n3'].map(node),
      pods: [pod('n1', ready), pod('n2', { phase: 'Pending' })],
      config,
      owner,
      events: [event('set', 'FailedCreate', 'exceeded quota'), event('n2', 'FailedScheduling', 'Insufficient memory')],
    });
    expect(
      [...states].map(([name, { state, ...more }]) => [name, state, 'reason' in more ? more.reason : '']),
    ).to.deep.equal([
      ['n1', 'up', ''],
      [
        'n2',
        'pending',
        'its pod is not ready: the kubelet of node n2 has not taken it up yet; Insufficient memory (pod n2)',
      ],
      ['n3', 'pending', 'its pods cannot be created: exceeded quota'],
    ]);
  });

  it('look at each pod and each warning a few times, however many there are', () => {
    let reads = 0;
    const counted = <T extends object>(object: T): T =>
      new Proxy(object, { get: (of, key) => ((reads += 1), Reflect.get(of, key)) });
    const many = Array.from({ length: 1_000 }, (_, index) => `n${index}`);
    const pods = many.map((name) =>
      counted({
        metadata: { name, uid: name, labels },
        spec: { nodeName: name, containers: [] },
        status: ready,
      }),
    );
    const events = many.map((uid) => counted({ involvedObject: { uid }, metadata: {} }));
    fleetStates({ nodes: many.map(node), pods, config, owner, events });
    expect(reads).to.be.at.most(1_000 * 20);
  });
});
