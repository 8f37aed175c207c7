import { expect } from 'chai';
import { FakeApiServer, listOf } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import type { PodEvidence } from '../../diagnosis/root-cause.ts';
import type { Look } from '../waiting/condition.ts';
import { podDisruptionBudget, type PodDisruptionBudget } from './pod-disruption-budget.ts';

const selector = { matchLabels: { app: 'web' } };
const insufficient = { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '' };

/** As the disruption controller of Kubernetes 1.36 writes it. */
const recorded = (spec: object, status: object | undefined, metadata: object = {}) =>
  ({
    metadata: { name: 'web', namespace: 'shop', generation: 1, ...metadata },
    spec: { selector, ...spec },
    ...(status && { status: { observedGeneration: 1, disruptionsAllowed: 0, conditions: [insufficient], ...status } }),
  }) as unknown as PodDisruptionBudget;
const healthy = (expectedPods: number, desiredHealthy: number, currentHealthy: number) => ({
  ...{ expectedPods, desiredHealthy, currentHealthy },
  disruptionsAllowed: Math.max(0, currentHealthy - desiredHealthy),
});
const pod = (name: string, status: object) =>
  ({
    metadata: { name, namespace: 'shop', labels: { app: 'web' } },
    spec: { nodeName: 'n1' },
    status,
  }) as unknown as Pod;
const conditions = (ready: string) => [
  { type: 'PodScheduled', status: 'True' },
  { type: 'Ready', status: ready },
];
const pulling = (name: string) =>
  pod(name, {
    phase: 'Pending',
    conditions: conditions('False'),
    containerStatuses: [
      { name: 'app', image: 'web:9', state: { waiting: { reason: 'ErrImagePull', message: 'web:9: not found' } } },
    ],
  });
const running = (name: string) => pod(name, { phase: 'Running', conditions: conditions('True') });

const condition = podDisruptionBudget({ namespace: 'shop', name: 'web' }).isSatisfied();
const judge = (pdb: PodDisruptionBudget | undefined, evidence: PodEvidence = { pods: [], events: [] }) =>
  condition.judge({ pdb, evidence });

describe('a PodDisruptionBudget', () => {
  it('is satisfied when as many pods are healthy as it requires, or more', () => {
    expect(judge(recorded({ minAvailable: 1 }, healthy(2, 1, 2)))).to.deep.equal({ state: 'ready' });
    expect(judge(recorded({ minAvailable: 1 }, healthy(2, 1, 1)))).to.deep.equal({ state: 'ready' });
    expect(judge(recorded({ maxUnavailable: 0 }, healthy(2, 2, 2)))).to.deep.equal({ state: 'ready' });
  });

  it('is not satisfied yet while its controller has not processed it, or not its current spec', () => {
    const unseen = { state: 'not yet', reason: 'its controller has not looked at it yet' };
    expect(judge(recorded({ minAvailable: 1 }, undefined))).to.deep.equal(unseen);
    const initial = { observedGeneration: undefined, conditions: undefined, ...healthy(0, 0, 0) };
    expect(judge(recorded({ minAvailable: 1 }, initial))).to.deep.equal(unseen);
    expect(judge(recorded({ minAvailable: 1 }, healthy(2, 1, 2), { generation: 2 }))).to.deep.equal({
      state: 'not yet',
      reason: 'its controller has not seen the current spec yet',
    });
  });

  it('is not satisfied while its controller cannot count its pods, with what the controller says', () => {
    const message = 'configmaps does not implement the scale subresource';
    const conditions = [{ ...insufficient, reason: 'SyncFailed', message }];
    const unable = { state: 'not yet', reason: `its controller cannot count its pods: ${message}` };
    const never = { observedGeneration: undefined, ...healthy(0, 0, 0), conditions };
    expect(judge(recorded({ maxUnavailable: 1 }, never))).to.deep.equal(unable);
    expect(judge(recorded({ maxUnavailable: 1 }, { ...healthy(2, 1, 2), conditions }))).to.deep.equal(unable);
  });

  it('does not apply when its controller expects no pods: a workload at zero, a selector that selects none', () => {
    const none = { state: 'does not apply', reason: 'its controller expects no pods: selector app=web' };
    expect(judge(recorded({ minAvailable: 1 }, healthy(0, 1, 0)))).to.deep.equal(none);
    expect(judge(recorded({ maxUnavailable: 1 }, healthy(0, 0, 0)))).to.deep.equal(none);
    for (const without of [undefined, {}])
      expect(judge(recorded({ minAvailable: 1, selector: without }, healthy(0, 1, 0)))).to.deep.equal({
        state: 'does not apply',
        reason: 'its controller expects no pods',
      });
  });

  it('that is deleted, or being deleted, has disappeared', () => {
    expect(judge(undefined)).to.deep.equal({ state: 'disappeared', reason: 'it does not exist' });
    const deletionTimestamp = '2026-11-27T07:32:44Z';
    expect(judge(recorded({ minAvailable: 1 }, healthy(2, 1, 0), { deletionTimestamp }))).to.deep.equal({
      state: 'disappeared',
      reason: 'it is being deleted, since 2026-11-27T07:32:44Z',
      isTerminating: true,
    });
  });

  for (const [what, pdb, evidence, expected] of [
    [
      'names why its pods are not ready',
      recorded({ minAvailable: 2 }, healthy(2, 2, 0)),
      { pods: [pulling('web-1'), pulling('web-2')], events: [] },
      {
        reason:
          'it has 0 healthy pods and demands 2: image "web:9" cannot be pulled (ErrImagePull): web:9: not found (2 of 2 pods, one is web-1)',
        progress: 0,
        counts: 'expected 2, desired healthy 2, current healthy 0',
        todo: 'kubectl -n shop describe pod web-1',
      },
    ],
    [
      'says so when it selects fewer pods than it demands',
      recorded({ minAvailable: 3 }, healthy(2, 3, 2)),
      { pods: [running('web-1'), running('web-2')], events: [] },
      {
        reason: 'it has 2 healthy pods and demands 3: it selects only 2',
        progress: 2,
        counts: 'expected 2, desired healthy 3, current healthy 2',
      },
    ],
    [
      'says so when its pods are ready and its controller has not counted them',
      recorded({ maxUnavailable: 0 }, healthy(2, 2, 1)),
      { pods: [running('web-1'), running('web-2')], events: [] },
      {
        reason:
          'it has 1 healthy pod and demands 2: its controller has not counted the ready pods that it selects, 2: does another PodDisruptionBudget select them, too?',
        progress: 1,
        counts: 'expected 2, desired healthy 2, current healthy 1',
      },
    ],
    [
      'names what could not be read',
      recorded({ minAvailable: 2 }, healthy(2, 2, 0)),
      { pods: [], events: [], unread: { pods: 'its pods could not be read: 403 Forbidden: no' } },
      {
        reason: 'it has 0 healthy pods and demands 2: its pods could not be read: 403 Forbidden: no',
        progress: 0,
        counts: 'expected 2, desired healthy 2, current healthy 0',
      },
    ],
  ] satisfies [string, PodDisruptionBudget, PodEvidence, object][])
    it(`that is not satisfied ${what}`, () => {
      expect(judge(pdb, evidence)).to.deep.equal({ state: 'not yet', ...expected });
    });

  describe('whose pods have been unhealthy', () => {
    const waitedSince = new Date('2026-01-01T00:00:00Z');
    const date = new Date('2026-01-01T00:03:00Z');
    const unready = (since: string) => {
      const app = { name: 'app', ready: false, started: true, state: { running: { startedAt: since } } };
      const not = { type: 'Ready', status: 'False', lastTransitionTime: since };
      return pod('web-b', { phase: 'Running', conditions: [not], containerStatuses: [app] });
    };
    const judged = (pods: Pod[], healthyPods = 1) =>
      judge(recorded({ minAvailable: 2 }, healthy(2, 2, healthyPods)), { pods, events: [], date, waitedSince });

    it('for less than the wait is not judged', () => {
      expect(judged([running('web-a'), unready('2026-01-01T00:02:00Z')])).to.include({
        ...{ state: 'not yet', isUnjudged: true },
        todo: 'run again when it is over, or raise time.settle',
      });
    });

    for (const [what, pods, healthyPods] of [
      ['for the whole wait', [running('web-a'), unready('2025-12-31T23:59:00Z')], 1],
      ['in a way that waiting rarely cures', [running('web-a'), pulling('web-b')], 1],
      ['and are fewer than it lacks', [unready('2026-01-01T00:02:00Z')], 0],
    ] as const)
      it(`${what} is not satisfied`, () => {
        expect(judged([...pods], healthyPods)).not.to.have.property('isUnjudged');
      });

    it('for longer than the timeout says since when, so that the wait may end early', () => {
      const crashing = pod('web-b', {
        conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2025-12-31T22:00:00Z' }],
        containerStatuses: [
          {
            ...{ name: 'app', ready: false, restartCount: 9, state: { waiting: { reason: 'CrashLoopBackOff' } } },
            lastState: { terminated: { exitCode: 1 } },
          },
        ],
      });
      expect(judged([running('web-a'), crashing])).to.include({ stuckSince: '2025-12-31T22:00:00Z' });
    });
  });

  it('reads its pods at the first look when it is not satisfied, and never when it is', async () => {
    await using server = await FakeApiServer.start({
      routes: {
        '/api/v1/namespaces/shop/pods': [listOf('9', [running('web-a')])],
        '/api/v1/namespaces/shop/events': [listOf('9', [])],
      },
    });
    const cluster = server.door();
    const look = (pdb: PodDisruptionBudget) => ({
      ...{ cluster, why: false, first: true, last: false, date: new Date(), signal: new AbortController().signal },
      get: () => Promise.resolve(pdb),
    });
    const short = recorded({ minAvailable: 2 }, healthy(2, 2, 1));
    expect((await condition.read(look(short) as unknown as Look)).evidence.pods).to.have.length(1);
    const satisfied = recorded({ minAvailable: 1 }, healthy(1, 1, 1));
    expect((await condition.read(look(satisfied) as unknown as Look)).evidence.pods).to.deep.equal([]);
    await cluster.close();
  });

  const blocksDrains = async (pdb: PodDisruptionBudget | undefined) => {
    const look = { why: false, get: () => Promise.resolve(pdb) } as unknown as Look;
    return (await condition.read(look)).blocksDrains;
  };

  it('blocks drains when it allows no eviction even while all of its pods are healthy', async () => {
    const text = (demand: string) =>
      `none of its 2 pods can be evicted even when all are healthy, because ${demand}: the drain of a node that runs one does not end`;
    for (const [spec, demand] of [
      [{ minAvailable: 2 }, 'minAvailable is 2'],
      [{ minAvailable: '100%' }, 'minAvailable is 100%'],
      [{ maxUnavailable: 0 }, 'maxUnavailable is 0'],
    ] as const)
      expect(await blocksDrains(recorded(spec, healthy(2, 2, 2)))).to.equal(text(demand));
    expect(await blocksDrains(recorded({ minAvailable: 1 }, healthy(1, 1, 1)))).to.match(
      /^its only pod cannot be evicted even when it is healthy, because minAvailable is 1: /,
    );
  });

  it('blocks no drains when it allows an eviction, expects no pods, or does not exist', async () => {
    expect(await blocksDrains(recorded({ minAvailable: 1 }, healthy(2, 1, 2)))).to.equal(undefined);
    expect(await blocksDrains(recorded({ minAvailable: 2 }, healthy(3, 2, 2)))).to.equal(undefined);
    expect(await blocksDrains(recorded({ maxUnavailable: 0 }, healthy(0, 0, 0)))).to.equal(undefined);
    expect(await blocksDrains(recorded({ maxUnavailable: 0 }, undefined))).to.equal(undefined);
    expect(await blocksDrains(undefined)).to.equal(undefined);
  });
});
