import { expect } from 'chai';
import type { Event, Pod, StatefulSet } from '../../cluster/kinds/kinds.ts';
import { judgeStatefulSet } from './stateful-set.ts';

const healthy = { replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3, observedGeneration: 1 };

function judge(status: object, { spec = {}, metadata = {}, events = [] as Event[], pods = [] as Pod[] } = {}) {
  const statefulSet = {
    metadata: { namespace: 'shop', name: 'db', uid: 'db-uid', generation: 1, ...metadata },
    spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, ...spec },
    status: { ...healthy, ...status },
  } as unknown as StatefulSet;
  return judgeStatefulSet({ statefulSet, evidence: { pods, events } }, { namespace: 'shop' });
}

const partition = (from: number) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: from } } });
const onDelete = { updateStrategy: { type: 'OnDelete' } };

describe('a StatefulSet', () => {
  for (const [what, status, spec, reason] of [
    ['at its desired replicas', {}, {}, 'at its desired replicas'],
    [
      'at zero replicas',
      { replicas: 0, readyReplicas: 0, availableReplicas: 0, updatedReplicas: 0 },
      { replicas: 0 },
      'at its desired replicas',
    ],
    [
      'updated as far as its partition',
      { updatedReplicas: 1 },
      partition(2),
      'at its desired replicas, updated from partition 2 on',
    ],
    // The controller counts the partition from the first ordinal on:
    // https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/statefulset/stateful_set_utils.go#L530
    [
      'updated as far as its partition, wherever its ordinals begin',
      { updatedReplicas: 1 },
      { ...partition(2), ordinals: { start: 10 } },
      'at its desired replicas, updated from partition 2 on',
    ],
    [
      'whose partition keeps all back',
      { updatedReplicas: 0 },
      partition(5),
      'at its desired replicas, updated from partition 5 on',
    ],
    [
      'of strategy OnDelete with old replicas',
      { updatedReplicas: 0 },
      onDelete,
      'at its desired replicas, which change their template when they are deleted (OnDelete)',
    ],
  ] as const)
    it(`${what} is ready`, () => {
      const answer = judge(status, { spec });
      expect([answer.state, answer.reason]).to.deep.equal(['ready', reason]);
    });

  for (const [what, status, spec, reason] of [
    ['not seen by its controller', { observedGeneration: 0 }, {}, 'its controller has not seen the current spec yet'],
    [
      'never seen by its controller',
      { observedGeneration: undefined },
      {},
      'its controller has not seen the current spec yet',
    ],
    ['with too few ready', { readyReplicas: 2 }, {}, '2 of 3 replicas ready'],
    ['with too few updated', { updatedReplicas: 2 }, {}, '2 of 3 replicas updated to the current template'],
    [
      'not updated as far as its partition',
      { updatedReplicas: 0 },
      partition(2),
      '0 of 1 replica updated to the current template',
    ],
    ['of strategy OnDelete with too few ready', { readyReplicas: 1 }, onDelete, '1 of 3 replicas ready'],
    ['that shrinks', { replicas: 4, readyReplicas: 4 }, {}, '1 replica more than desired, not removed yet'],
    [
      'ready for too short a time',
      { availableReplicas: 2 },
      { minReadySeconds: 600 },
      '2 of 3 replicas available: 3 are ready, which counts after 600 s (minReadySeconds)',
    ],
    [
      'with ready replicas that are not counted as available',
      { availableReplicas: 2 },
      {},
      '2 of 3 replicas available',
    ],
  ] as const)
    it(`${what} is not ready yet`, () => {
      const answer = judge(status, { spec });
      expect([answer.state, answer.reason]).to.deep.equal(['not yet', reason]);
    });

  it('says why its pods cannot be created', () => {
    const message = 'create Pod db-2 in StatefulSet db failed error: pods "db-2" is forbidden: exceeded quota: small';
    const event = {
      involvedObject: { uid: 'db-uid' },
      reason: 'FailedCreate',
      message,
      metadata: {},
    } as unknown as Event;
    expect(judge({ readyReplicas: 2, availableReplicas: 2, replicas: 2 }, { events: [event] }).reason).to.equal(
      `its pods cannot be created: ${message}`,
    );
  });

  it('does not report what prevented pods before its newest pod was created', () => {
    const event = {
      involvedObject: { uid: 'db-uid' },
      reason: 'FailedCreate',
      message: 'exceeded quota: small',
      lastTimestamp: '2026-01-01T00:00:00Z',
      metadata: {},
    } as unknown as Event;
    const unready = { name: 'db', ready: false, started: true, state: { running: {} } };
    const pod = {
      metadata: { name: 'db-2', creationTimestamp: '2026-01-01T00:10:00Z' },
      spec: { nodeName: 'n1' },
      status: { conditions: [{ type: 'Ready', status: 'False' }], containerStatuses: [unready] },
    } as unknown as Pod;
    const { reason } = judge({ readyReplicas: 2, availableReplicas: 2 }, { events: [event], pods: [pod] });
    expect(reason?.split('; ')[0]).to.equal(
      'container db runs and is not ready: its readiness probe does not succeed (pod db-2)',
    );
  });

  it('that is being deleted is nothing to judge', () => {
    const going = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(judge({ readyReplicas: 0 }, going)).to.deep.equal({
      state: 'disappeared',
      reason: 'it is being deleted, since 2026-01-01T00:00:00Z',
      isTerminating: true,
    });
  });
});
