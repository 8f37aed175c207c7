import { expect } from 'chai';
import type { DaemonSet, Deployment, Pod } from '../../../cluster/kinds/kinds.ts';
import { judgeDaemonSet } from '../daemon-set.ts';
import { judgeDeployment } from '../deployment.ts';
import { placeholders, toleratedPods } from './churn.ts';
import { random } from './random.fixture.ts';

const BEGAN = Date.parse('2026-01-01T00:00:00Z');
const WAIT_MS = 180_000;
const SIZE = 100;
const ref = { namespace: 'shop', name: 'web' };

/** Seeds in parts that take milliseconds, so that a busy machine does not time out. */
function batches(seeds: number): number[][] {
  return Array.from({ length: seeds / 20 }, (_, batch) => Array.from({ length: 20 }, (__, at) => batch * 20 + at));
}

const stamp = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '');

function pod(name: string, { createdMs, readyMs }: { createdMs: number; readyMs?: number }): Pod {
  const isReady = readyMs !== undefined;
  const state = isReady ? { running: { startedAt: stamp(createdMs) } } : { waiting: { reason: 'ContainerCreating' } };
  return {
    metadata: { name, uid: name, creationTimestamp: stamp(createdMs) },
    spec: { nodeName: `node-of-${name}`, containers: [{ name: 'app', readinessProbe: {} }] },
    status: {
      phase: isReady ? 'Running' : 'Pending',
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: stamp(readyMs ?? createdMs) },
      ],
      containerStatuses: [{ name: 'app', image: 'web:1', imageID: '', ready: isReady, restartCount: 0, state }],
    },
  };
}

const OLD = Array.from({ length: SIZE }, (_, slot) => pod(`web-${slot}`, { createdMs: 0, readyMs: 0 }));

/** The pods at the end of a wait during which pods were replaced, each by one that takes `startMs` until it is ready. */
function atTheEnd(perMinute: number, startMs: number, next: () => number): Pod[] {
  const pods = [...OLD];
  const replacements = Array.from({ length: (perMinute * (WAIT_MS + 60_000)) / 60_000 }, () => ({
    at: BEGAN - 60_000 + next() * (WAIT_MS + 60_000),
    slot: Math.floor(next() * SIZE),
  }));
  for (const { at, slot } of replacements.toSorted((a, b) => a.at - b.at)) {
    const readyMs = at + startMs;
    pods[slot] = pod(`web-${slot}`, { createdMs: at, ...(readyMs <= BEGAN + WAIT_MS && { readyMs }) });
  }
  return pods;
}

const isReady = ({ status }: Pod) =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');

function judgeBoth(pods: readonly Pod[]): string[] {
  const available = pods.filter(isReady).length;
  const missing = SIZE - available;
  const evidence = { pods, events: [], date: new Date(BEGAN + WAIT_MS), waitedSince: new Date(BEGAN) };
  const deployment = {
    metadata: { ...ref, generation: 1 },
    spec: { replicas: SIZE },
    status: {
      ...{ observedGeneration: 1, replicas: SIZE, updatedReplicas: SIZE },
      ...{ availableReplicas: available, readyReplicas: available, unavailableReplicas: missing },
    },
  } as unknown as Deployment;
  const daemonSet = {
    metadata: { ...ref, generation: 1 },
    spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } } },
    status: {
      ...{ observedGeneration: 1, desiredNumberScheduled: SIZE, currentNumberScheduled: SIZE },
      ...{ updatedNumberScheduled: SIZE, numberAvailable: available, numberUnavailable: missing },
    },
  } as unknown as DaemonSet;
  return [
    judgeDeployment(ref, { deployment, evidence }, {}).state,
    judgeDaemonSet({ daemonSet, evidence }, { namespace: 'shop' }).state,
  ];
}

describe('A large workload whose pods are replaced all the time', () => {
  for (const [perMinute, startMs] of [
    [10, 30_000],
    [10, 60_000],
  ] as const)
    for (const seeds of batches(200))
      it(`is ready at the end of its wait with ${perMinute} replacements a minute of ${startMs / 1_000} s each, seeds from ${seeds[0]}`, () => {
        const judged = seeds.map((seed) => judgeBoth(atTheEnd(perMinute, startMs, random(seed))));
        expect(judged.flat().filter((state) => state !== 'ready')).to.deep.equal([]);
      });

  for (const seeds of batches(200))
    it(`is not when one of its pods is stuck since before the wait, seeds from ${seeds[0]}`, () => {
      const judged = seeds.map((seed) => {
        const pods = atTheEnd(10, 30_000, random(seed));
        return judgeBoth([pod('web-0', { createdMs: BEGAN - 5_000 }), ...pods.slice(1)]);
      });
      expect(judged.flat().filter((state) => state !== 'not yet')).to.deep.equal([]);
    });

  it('is not when more pods are missing than it tolerates, however young they are', () => {
    const young = Array.from({ length: 26 }, (_, at) => pod(`new-${at}`, { createdMs: BEGAN + WAIT_MS - 5_000 }));
    const old = atTheEnd(0, 0, random(1)).slice(26);
    expect(judgeBoth([...young, ...old])).to.deep.equal(['not yet', 'not yet']);
    expect(judgeBoth([...young.slice(1), ...old, pod('web-x', { createdMs: 0, readyMs: 0 })])).to.deep.equal([
      'ready',
      'ready',
    ]);
  });

  it('is not when a new pod has a trouble that waiting rarely cures', () => {
    const [one, ...others] = atTheEnd(0, 0, random(1));
    const waiting = { reason: 'ImagePullBackOff', message: 'not found' };
    const broken = pod('new', { createdMs: BEGAN + WAIT_MS - 5_000 });
    const [container] = broken.status?.containerStatuses ?? [];
    Object.assign(container ?? {}, { state: { waiting } });
    expect(judgeBoth([broken, ...others])).to.deep.equal(['not yet', 'not yet']);
    expect(judgeBoth([one as Pod, ...others])).to.deep.equal(['ready', 'ready']);
  });
});

describe('How many pods may be unavailable for a moment', () => {
  for (const [desired, maxUnavailable, tolerated] of [
    [1, undefined, 0],
    [3, undefined, 0],
    [4, undefined, 1],
    [100, undefined, 25],
    [100, 50, 50],
    [100, 1, 25],
    [10, 4, 4],
    [3, 3, 2],
    [0, undefined, 0],
  ] as const)
    it(`is ${tolerated} of ${desired} with maxUnavailable ${maxUnavailable}`, () => {
      expect(toleratedPods(desired, maxUnavailable)).to.equal(tolerated);
    });
});

describe('A workload of placeholders', () => {
  const unscheduled = (priority: number): Pod => ({
    metadata: { name: 'pause' },
    spec: { priority, containers: [] },
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] },
  });
  const judge = (availableReplicas: number, pods: Pod[]) =>
    judgeDeployment(
      ref,
      {
        deployment: {
          metadata: { ...ref, generation: 1 },
          spec: { replicas: 2 },
          status: { ...{ observedGeneration: 1, replicas: 2, updatedReplicas: 2 }, availableReplicas },
        } as unknown as Deployment,
        evidence: { pods, events: [] },
      },
      {},
    );

  it('is not judged while none of them has room', () => {
    expect(judge(0, [unscheduled(-10), unscheduled(-10)])).to.deep.equal({
      state: 'does not apply',
      reason: '2 pods of 2 without room on a node, as a negative priority (-10) allows',
    });
  });

  it('is ready when some of them have room', () => {
    expect(judge(1, [unscheduled(-10)]).state).to.equal('ready');
  });

  it('is none with the priority of an app', () => {
    expect(placeholders([unscheduled(0), unscheduled(1_000)])).to.deep.equal([]);
    expect(judge(0, [unscheduled(-10), unscheduled(0)]).state).to.equal('not yet');
  });
});
