import { expect } from 'chai';
import type { DaemonSet, Deployment, Pod, StatefulSet } from '../../../cluster/kinds/kinds.ts';
import { judgeDaemonSet } from '../daemon-set.ts';
import { judgeDeployment } from '../deployment.ts';
import { judgeStatefulSet } from '../stateful-set.ts';

const date = new Date('2026-01-01T01:00:00Z');
const ref = { namespace: 'shop', name: 'web' };
const metadata = { ...ref, generation: 1 };

/** A pod without a readiness probe that has run since then. @param lastState of its container. */
function pod(name: string, startedAt: string, lastState = {}): Pod {
  const state = { running: { startedAt } };
  return {
    metadata: { name },
    spec: { containers: [{ name: 'app' }] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: startedAt }],
      containerStatuses: [{ name: 'app', image: 'web:1', imageID: '', ready: true, restartCount: 0, state, lastState }],
    },
  };
}

/** What is said of a workload with all its pods, of which some were started a moment ago. */
function judged(kind: string, desired: number, young: number, strategy?: object, lastState = {}): string {
  const pods = Array.from({ length: desired }, (_, at) =>
    at < young ? pod(`web-${at}`, '2026-01-01T00:59:56Z', lastState) : pod(`web-${at}`, '2026-01-01T00:10:00Z'),
  );
  const evidence = { pods, events: [], date };
  const status = {
    ...{ observedGeneration: 1, replicas: desired, updatedReplicas: desired },
    ...{ readyReplicas: desired, availableReplicas: desired },
  };
  if (kind === 'Deployment') {
    const deployment = { metadata, spec: { replicas: desired, strategy }, status } as unknown as Deployment;
    return judgeDeployment(ref, { deployment, evidence }, {}).state;
  }
  if (kind === 'StatefulSet') {
    const spec = { replicas: desired, updateStrategy: strategy };
    const statefulSet = { metadata, spec, status } as unknown as StatefulSet;
    return judgeStatefulSet({ statefulSet, evidence }, ref).state;
  }
  const onNodes = {
    ...{ observedGeneration: 1, desiredNumberScheduled: desired, currentNumberScheduled: desired },
    ...{ updatedNumberScheduled: desired, numberAvailable: desired, numberReady: desired },
  };
  const daemonSet = { metadata, spec: { updateStrategy: strategy }, status: onNodes } as unknown as DaemonSet;
  return judgeDaemonSet({ daemonSet, evidence }, ref).state;
}

const rolling = (rollingUpdate: object) => ({ type: 'RollingUpdate', rollingUpdate });

describe('A workload of which pods without a readiness probe were started a moment ago', () => {
  for (const [kind, desired, strategy, most] of [
    ['Deployment', 4, undefined, 1],
    ['Deployment', 10, rolling({ maxUnavailable: '50%' }), 5],
    ['Deployment', 3, rolling({ maxUnavailable: 0, maxSurge: 1 }), 0],
    ['Deployment', 3, rolling({ maxUnavailable: '25%', maxSurge: 0 }), 1],
    ['Deployment', 4, rolling({ maxUnavailable: '100%' }), 3],
    ['StatefulSet', 3, undefined, 1],
    ['StatefulSet', 10, rolling({ maxUnavailable: 4, partition: 2 }), 4],
    ['StatefulSet', 3, { type: 'OnDelete' }, 0],
    ['DaemonSet', 3, undefined, 1],
    ['DaemonSet', 10, rolling({ maxUnavailable: '35%' }), 4],
    ['DaemonSet', 3, rolling({ maxUnavailable: 0, maxSurge: 1 }), 0],
  ] as const)
    it(`is ready with ${most} of ${desired} of a ${kind} with ${JSON.stringify(strategy)}, and not with one more`, () => {
      expect(judged(kind, desired, most, strategy)).to.equal('ready');
      expect(judged(kind, desired, most + 1, strategy)).to.equal('not yet');
    });

  it('is ready with no more than a quarter whose containers have ended before, whatever its strategy allows', () => {
    const terminated = { exitCode: 2, startedAt: '2026-01-01T00:59:50Z', finishedAt: '2026-01-01T00:59:55Z' };
    expect(judged('DaemonSet', 3, 1, undefined, { terminated })).to.equal('not yet');
    expect(judged('Deployment', 10, 2, rolling({ maxUnavailable: '50%' }), { terminated })).to.equal('ready');
    expect(judged('Deployment', 10, 3, rolling({ maxUnavailable: '50%' }), { terminated })).to.equal('not yet');
  });

  it('does not count pods more than it is to have', () => {
    const deployment = { metadata, spec: { replicas: 3 }, status: {} } as unknown as Deployment;
    Object.assign(deployment.status ?? {}, {
      ...{ observedGeneration: 1, replicas: 3, updatedReplicas: 3 },
      ...{ readyReplicas: 3, availableReplicas: 3 },
    });
    const old = ['web-1', 'web-2', 'web-3', 'left-over'].map((name) => pod(name, '2026-01-01T00:10:00Z'));
    const evidence = { pods: [pod('web-0', '2026-01-01T00:59:56Z'), ...old], events: [], date };
    expect(judgeDeployment(ref, { deployment, evidence }, {}).state).to.equal('not yet');
  });
});
