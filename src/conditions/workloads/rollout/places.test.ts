import { expect } from 'chai';
import type { DaemonSet, Pod, StatefulSet } from '../../../cluster/kinds/kinds.ts';
import { withLook, type PodHistory } from '../../../diagnosis/pod-history.ts';
import type { Observation } from '../../waiting/condition.ts';
import { judgeDaemonSet } from '../daemon-set.ts';
import { judgeStatefulSet } from '../stateful-set.ts';
import { random } from './random.fixture.ts';

const BEGAN = Date.parse('2026-01-01T00:00:00Z');
const WAIT_MS = 180_000;
const END = BEGAN + WAIT_MS;
/** How often pods are read at most. */
const SAMPLE_MS = 20_000;
const SIZE = 40;

const stamp = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '');

/** A pod that takes a place at a time, and is ready after some more. */
interface Start {
  at: number;
  place: number;
  startMs: number;
  revision?: string;
}

const OLD: readonly Start[] = Array.from({ length: SIZE }, (_, place) => ({
  at: BEGAN - 86_400_000,
  place,
  startMs: 0,
}));

/** The pods at a time: in each place the last one that was created. */
function podsAt(now: number, starts: readonly Start[], kind: string): Pod[] {
  const last = new Map<number, Start>();
  for (const start of starts.toSorted((a, b) => a.at - b.at)) if (start.at <= now) last.set(start.place, start);
  return [...last.values()].map(({ at, place, startMs, revision = 'old' }) => {
    const isReady = at + startMs <= now;
    const name = kind === 'StatefulSet' ? `db-${place}` : `db-${place}-${at}`;
    return {
      metadata: {
        ...{ name, uid: `${place}-${at}`, creationTimestamp: stamp(at) },
        labels: { 'controller-revision-hash': revision },
        ownerReferences: [{ apiVersion: 'apps/v1', kind, name: 'db', uid: 'db-uid', controller: true }],
      },
      spec: { nodeName: `node-${place}`, containers: [{ name: 'app', readinessProbe: {} }] },
      status: {
        phase: isReady ? 'Running' : 'Pending',
        startTime: stamp(at),
        conditions: [
          { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: stamp(isReady ? at + startMs : at) },
        ],
        containerStatuses: [
          {
            ...{ name: 'app', image: 'db:1', imageID: '', ready: isReady, restartCount: 0 },
            state: isReady ? { running: { startedAt: stamp(at) } } : { waiting: { reason: 'ContainerCreating' } },
          },
        ],
      },
    };
  });
}

const isReady = ({ status }: Pod) => status?.conditions?.[0]?.status === 'True';
const revisionOf = ({ metadata }: Pod) => metadata?.labels?.['controller-revision-hash'];

/** What is said at the end of a wait during which these pods were created. */
function judged(kind: 'StatefulSet' | 'DaemonSet', starts: readonly Start[], spec: object = {}): Observation {
  let history: PodHistory | undefined;
  for (let now = BEGAN; now <= END; now += SAMPLE_MS)
    history = withLook(history, podsAt(now, starts, kind), { date: new Date(now), desired: SIZE });
  const pods = podsAt(END, starts, kind);
  const [ready, updated] = [pods.filter(isReady).length, pods.filter((pod) => revisionOf(pod) === 'new').length];
  const evidence = { pods, events: [], date: new Date(END), waitedSince: new Date(BEGAN), ...(history && { history }) };
  const isRolling = starts.some(({ revision }) => revision === 'new');
  const metadata = { namespace: 'shop', name: 'db', uid: 'db-uid', generation: 1 };
  if (kind === 'StatefulSet') {
    const status = {
      ...{ observedGeneration: 1, replicas: pods.length, readyReplicas: ready, availableReplicas: ready },
      ...{
        currentRevision: 'old',
        updateRevision: isRolling ? 'new' : 'old',
        updatedReplicas: isRolling ? updated : SIZE,
      },
    };
    const statefulSet = { metadata, spec: { replicas: SIZE, ...spec }, status } as unknown as StatefulSet;
    return judgeStatefulSet({ statefulSet, evidence }, { namespace: 'shop' });
  }
  const status = {
    ...{ observedGeneration: 1, desiredNumberScheduled: SIZE, currentNumberScheduled: pods.length },
    ...{ updatedNumberScheduled: isRolling ? updated : SIZE, numberAvailable: ready, numberUnavailable: SIZE - ready },
  };
  const daemonSet = { metadata, spec, status } as unknown as DaemonSet;
  return judgeDaemonSet({ daemonSet, evidence }, { namespace: 'shop' });
}

/** Pods that are replaced at random. */
function churned(seed: number, { perMinute = 6, startMs = 30_000 } = {}): Start[] {
  const next = random(seed);
  const replacements = Array.from({ length: (perMinute * (WAIT_MS + 60_000)) / 60_000 }, () => ({
    ...{ at: BEGAN - 60_000 + next() * (WAIT_MS + 60_000), place: Math.floor(next() * SIZE), startMs },
  }));
  return [...OLD, ...replacements];
}

/** Pods that are replaced one after the other by those of a new template, from the last on. */
function rolled({ everyMs = 20_000, startMs = 15_000, done = 5, stopsAt = SIZE } = {}): Start[] {
  const updates = Array.from({ length: Math.min(SIZE, stopsAt) }, (_, at) => ({
    ...{ at: BEGAN + (at - done) * everyMs, place: SIZE - 1 - at, startMs, revision: 'new' },
  }));
  return [...OLD, ...updates];
}

/** Seeds in parts that take milliseconds, so that a busy machine does not time out. */
const batches = Array.from({ length: 10 }, (_, batch) => Array.from({ length: 6 }, (__, at) => batch * 6 + at));

for (const kind of ['StatefulSet', 'DaemonSet'] as const)
  describe(`A large ${kind} of which pods are missing at each look`, () => {
    const place = kind === 'StatefulSet' ? 'pod db-3' : 'the pod of node node-3';

    for (const seeds of batches)
      it(`is ready when other pods are replaced at each time, seeds from ${seeds[0]}`, () => {
        const answers = seeds.map((seed) => judged(kind, churned(seed)).state);
        expect(answers.filter((state) => state !== 'ready')).to.deep.equal([]);
      });

    for (const seeds of batches)
      it(`is not when the pod of one place is replaced again and again and is never ready, seeds from ${seeds[0]}`, () => {
        const answers = seeds.map((seed) => {
          const everyMs = 15_000 + 30_000 * random(seed)();
          const loop = Array.from({ length: 30 }, (_, at) => ({
            ...{ at: BEGAN - 60_000 + at * everyMs, place: 3, startMs: Number.POSITIVE_INFINITY },
          }));
          return judged(kind, [...churned(seed).filter((start) => start.place !== 3), ...loop]);
        });
        expect(answers.filter(({ state }) => state !== 'not yet')).to.deep.equal([]);
        for (const { reason } of answers)
          expect(reason).to.match(
            new RegExp(
              `; ${place} was seen to be replaced (once|\\d+ times) during the wait, and was not ready at any look$`,
            ),
          );
      });

    it('is not when its pod was being replaced at the first look, and is never ready', () => {
      const missing = [{ at: BEGAN + 3_000, place: 3, startMs: Number.POSITIVE_INFINITY }];
      const answer = judged(kind, [...OLD.filter((start) => start.place !== 3), ...missing]);
      expect(answer.state).to.equal('not yet');
      expect(answer).not.to.have.property('isUnjudged');
    });

    it('is ready when a place that is added during the wait is not ready yet', () => {
      const added = [{ at: END - 5_000, place: 3, startMs: 30_000 }];
      expect(judged(kind, [...OLD, ...added]).state).to.equal('ready');
    });

    it('is ready when it is rolled out pod by pod, and tells how far it is', () => {
      const answer = judged(kind, rolled());
      expect(answer).to.include({ state: 'ready', isRemarkable: true });
      expect(answer.reason).to.match(
        /^its rollout moves: .*\d+ of 40 .*; \d+ more pods of it are ready than at the beginning$/,
      );
    });

    it('is not when its rollout stops at a pod that is not ready', () => {
      const stopped = rolled({ stopsAt: 5 });
      stopped.push({ at: BEGAN - 5_000, place: SIZE - 6, startMs: Number.POSITIVE_INFINITY, revision: 'new' });
      expect(judged(kind, stopped).state).to.equal('not yet');
      expect(judged(kind, stopped)).not.to.have.property('isUnjudged');
    });

    it('is not when its rollout has stopped although all its pods are ready', () => {
      const answer = judged(kind, rolled({ stopsAt: 4 }));
      expect(answer.state).to.equal('not yet');
      expect(answer.reason).to.match(/updated to the current template$/);
    });
  });

describe('A StatefulSet whose pods start in order', () => {
  const ordered = (startMs: number) => {
    const starts: Start[] = [];
    for (let place = 0; place < SIZE; place += 1)
      starts.push({ at: BEGAN - 30_000 + place * startMs, place, startMs, revision: 'new' });
    return judged('StatefulSet', starts);
  };

  it('is not judged while more and more of them are ready', () => {
    const answer = ordered(20_000);
    expect(answer).to.include({ state: 'not yet', isUnjudged: true });
    expect(answer.reason).to.equal(
      'its rollout moves: 10 of 40 replicas ready; 9 more pods of it are ready than at the beginning',
    );
  });

  it('is not ready when the first never is', () => {
    const answer = judged('StatefulSet', [{ at: BEGAN - 30_000, place: 0, startMs: Number.POSITIVE_INFINITY }]);
    expect(answer.state).to.equal('not yet');
    expect(answer).not.to.have.property('isUnjudged');
  });
});
