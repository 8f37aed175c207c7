import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { notYet, type Condition } from '../../conditions/waiting/condition.ts';
import { configSchema } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Objects } from '../../objects/objects.ts';
import type { Toolbox } from '../../authoring/toolbox.ts';
import type { Clock } from '../../time/clock.ts';
import { handClock } from '../../time/hand-clock.ts';
import { RunCutOff } from './endings.ts';
import type { LoadedCheck } from '../plan/load-specs.ts';
import { runCheck } from './run-check.ts';
import { scheduler, type Scheduler } from './scheduler.ts';
import { runTools } from './run-tools.ts';

const never = () => new Promise<never>(() => {});
const hasReplicas = (read: Condition['read']): Condition => ({
  title: 'deployment shop/web has 3 replicas',
  rights: [],
  read,
  judge: () => notYet('1 of 3'),
});
/** A wait that only its signal ends. */
const neverRead = hasReplicas(({ signal }) => handClock().sleep(1, signal));

/** Starts a check in a cluster as the test describes it. */
function start(
  body: (tools: Toolbox, clock: Clock) => Promise<void>,
  given: Partial<LoadedCheck> & { get?: Cluster['get']; required?: readonly string[]; hold?: Scheduler['hold'] } = {},
) {
  const clock = handClock();
  const stop = new AbortController();
  const { get = () => Promise.resolve({} as never), required = [], hold = scheduler(9).hold, ...options } = given;
  const cluster = { get, clock } as unknown as Cluster;
  const config = configSchema.parse({ required });
  const check: LoadedCheck = {
    ...{ id: 'a/b', area: 'a', title: 'b', safety: 'read', uses: [], within: '10s' },
    body: (tools) => body(tools, clock),
    ...options,
  };
  const result = runCheck(check, {
    tools: runTools({ cluster, config, objects: {} as Objects, signal: stop.signal }),
    ...{ cluster, config, clock },
    evidence: { isFull: false, forTest: () => ({ attach: () => {}, write: () => Promise.resolve({ kept: [] }) }) },
    failures: { about: () => Promise.resolve([]) },
    own: { of: () => [] },
    waits: { begin: () => {}, end: () => {} },
    stretch: { begin: () => {}, end: () => {}, over: async () => {} },
    spent: () => {},
    hold,
    cutOff: stop.signal,
  });
  return { clock, result, cutOff: (why: string) => stop.abort(new RunCutOff(why)) };
}

describe('A check', () => {
  it('has its whole time beside the wait for a lock', async () => {
    const queue = scheduler(9);
    const end = Promise.withResolvers<void>();
    void queue.add({ locks: ['cpu-load'], run: () => end.promise });
    const { clock, result } = start(
      async ({ locks, signal }, { sleep }) => {
        await sleep(9_000, signal);
        await locks.hold('cpu-load', () => sleep(900, signal));
      },
      { hold: queue.hold },
    );
    await clock.advance(60_000);
    end.resolve();
    await clock.advance(10_000);
    expect(await result).to.include({ status: 'passed' });
  });

  it('may give the budget of a time as a duration', async () => {
    const { result } = start(async ({ measure }) =>
      measure({ id: 'rollout', value: 1.5, unit: 'seconds', budget: '3m', budgetReason: 'time.rollout' }),
    );
    expect((await result).measurements).to.deep.equal([
      { id: 'rollout', value: 1.5, unit: 'seconds', budget: 180, budgetReason: 'time.rollout' },
    ]);
  });

  it('that is known not to apply is skipped with that reason, and its body is not run', async () => {
    let ran = false;
    const { result } = start(async () => void (ran = true), { skip: 'load.image is not set' });
    const { status, reason } = await result;
    expect({ status, reason, ran }).to.deep.equal({
      ...{ status: 'skipped', reason: { code: 'NOT_COVERED', message: 'load.image is not set' }, ran: false },
    });
  });

  it('of a part that the cluster does not have is skipped with the fact, and fails where the part is required', async () => {
    const body = async ({ absent }: Toolbox) => absent('prometheus', 'no Service has the labels of a Prometheus');
    const { status, reason } = await start(body, { required: ['logs'] }).result;
    expect({ status, reason }).to.deep.equal({
      status: 'skipped',
      reason: { code: 'PART_ABSENT', part: 'prometheus', message: 'no Service has the labels of a Prometheus' },
    });
    const required = await start(body, { required: ['logs', 'prometheus'] }).result;
    expect(required.status).to.equal('failed');
    expect(required.reason).to.include({
      code: 'REQUIRED_PART',
      message: 'no Service has the labels of a Prometheus; expected: prometheus, which the configuration requires',
      todo: 'install it, or take prometheus out of `required` in the configuration',
    });
  });

  it('ends with the verdict of an instrument, and keeps of it what results have, and nothing else', async () => {
    const verdict = { code: 'HPA_NO_DECISION', message: 'no decision', counts: '1 of 3', todo: 'look', detail: 'all' };
    const concluded = { ...verdict, status: 'failed' as const, grounds: 'timing' };
    const { status, reason } = await start(async ({ conclude }) => conclude(concluded)).result;
    expect({ status, reason }).to.deep.equal({ status: 'failed', reason: verdict });
    const { detail: _, ...short } = verdict;
    const other = await start(async ({ conclude }) => conclude({ ...short, status: 'inconclusive' })).result;
    expect(other.reason).to.deep.equal(short);
  });

  it('passes when its body returns, with its measurements and its own duration', async () => {
    const { clock, result } = start(async ({ measure, signal }, time) => {
      await time.sleep(1_500, signal);
      measure({ id: 'rollout', value: 1.5, unit: 'seconds' });
    });
    await clock.advance(1_500);
    expect(await result).to.deep.equal({
      id: 'a/b',
      area: 'a',
      title: 'b',
      status: 'passed',
      startedAt: '2026-01-01T00:00:00.000Z',
      durationSeconds: 1.5,
      attempts: 1,
      measurements: [{ id: 'rollout', value: 1.5, unit: 'seconds' }],
      evidence: [],
    });
  });

  it('fails with its running wait when its time is over and its body ends with the signal', async () => {
    const { clock, result } = start(async ({ cluster }) => void (await cluster.until(neverRead)));
    await clock.advance(10_000);
    const { status, reason } = await result;
    expect(status).to.equal('failed');
    expect(reason?.detail).to.equal(
      'CHECK_TOO_LONG: it still waits: deployment shop/web has 3 replicas\n  expected: the check to be done within 10.0 s',
    );
  });

  it('names what a wait last saw, and what to do about it, when its time is over', async () => {
    let looks = 0;
    const todo = 'kubectl -n shop describe pod web-1';
    const stuck: Condition = {
      ...hasReplicas(({ signal }) => ((looks += 1) === 1 ? Promise.resolve() : handClock().sleep(1, signal))),
      judge: () => ({ state: 'not yet', reason: 'no such image (pod web-1)', todo }),
    };
    const { clock, result } = start(async ({ cluster }) => void (await cluster.until(stuck)));
    await clock.advance(10_000);
    expect((await result).reason).to.deep.include({
      message:
        'it still waits: deployment shop/web has 3 replicas, last seen: no such image (pod web-1); expected: the check to be done within 10.0 s',
      todo,
    });
  });

  it('is inconclusive when its time is over while the API server does not answer', async () => {
    const lost = new ClusterError('CLUSTER_UNREACHABLE', {
      expected: 'to get namespace kube-system',
      seen: 'https://api.test cannot be reached (EHOSTUNREACH)',
      transient: true,
      unanswered: true,
    });
    const { clock, result } = start(async ({ cluster }) => void (await cluster.until(neverRead)), {
      get: () => Promise.reject(lost),
    });
    await clock.advance(10_000);
    const { status, reason } = await result;
    expect(status).to.equal('inconclusive');
    expect(reason?.message).to.equal(
      'the API server does not answer: https://api.test cannot be reached (EHOSTUNREACH); expected: the check to be done within 10.0 s',
    );
    expect(reason?.detail).to.contain('it still waits: deployment shop/web has 3 replicas');
  });

  it('gives a wait two seconds less than the check has left, so that it can say what it last saw', async () => {
    const oneOfThree = hasReplicas(() => Promise.resolve());
    const { clock, result } = start(({ cluster }) => cluster.until(oneOfThree, { within: '5m' }).then(() => {}));
    await clock.advance(8_000);
    const { status, reason, durationSeconds } = await result;
    expect([status, reason?.message, durationSeconds]).to.deep.equal(['failed', '1 of 3', 8]);
  });

  it('is an error, and is abandoned, when its body neither ends nor waits', async () => {
    const { clock, result } = start(never);
    await clock.advance(25_000);
    const { status, reason } = await result;
    expect([status, reason?.code]).to.deep.equal(['error', 'CHECK_IGNORES_SIGNAL']);
    expect(reason?.message).to.equal(
      'the check did not end, and waits for no condition; it was abandoned; expected: the check to end within 10.0 s, or when its signal fires',
    );
  });

  it('has 15 s to clean up after its signal has fired', async () => {
    const { clock, result } = start(async ({ signal }, time) => {
      await time.sleep(60_000, signal).catch(() => time.sleep(14_000));
    });
    await clock.advance(24_000);
    expect(await result).to.include({ status: 'passed', durationSeconds: 24 });
  });

  it('is not run when the run is cut off during it, whatever its body does with the signal', async () => {
    const bodies: ((tools: Toolbox, clock: Clock) => Promise<void>)[] = [
      never,
      ({ signal }, time) => time.sleep(60_000, signal),
      ({ signal }) => delay(60_000, undefined, { signal }),
    ];
    for (const body of bodies) {
      const { clock, result, cutOff } = start(body);
      cutOff('SIGTERM');
      await clock.advance(4_000);
      expect((await result).reason).to.deep.equal({ code: 'CUT_OFF', message: 'cut off: SIGTERM' });
    }
  });

  it('keeps a failed assertion that was there before the run was cut off', async () => {
    const { result } = start(async () => {
      expect(1, 'replicas').to.equal(3);
    });
    expect(await result).to.nested.include({ status: 'failed', 'reason.message': 'replicas: expected 1 to equal 3' });
  });

  it('is skipped when its object was deleted during the run', async () => {
    const tooLong = new ShakedownError('WAIT_TOO_LONG', {
      meaning: 'cluster',
      expected: '3 replicas',
      seen: 'it is not there',
    });
    const gone = new ClusterError('CLUSTER_NOT_FOUND', { expected: 'it to be there', seen: '404', transient: false });
    const { result } = start(() => Promise.reject(tooLong), {
      get: () => Promise.reject(gone),
      subject: { kind: kinds.deployments, ref: { namespace: 'shop', name: 'web' } },
    });
    const { status, reason } = await result;
    expect([status, reason?.message]).to.deep.equal(['skipped', 'deployment shop/web was deleted during the run']);
    expect(reason?.detail).to.contain('WAIT_TOO_LONG: it is not there');
  });

  it('stays failed when its object still exists', async () => {
    const { result } = start(
      () => Promise.reject(new ShakedownError('WAIT_HOPELESS', { meaning: 'cluster', expected: 'x', seen: 'y' })),
      {
        get: () => Promise.resolve({} as never),
        subject: { kind: kinds.deployments, ref: { namespace: 'shop', name: 'web' } },
      },
    );
    expect((await result).status).to.equal('failed');
  });

  it('is an error when it records an invalid measurement, or two with one id', async () => {
    const { result } = start(async ({ measure }) => measure({ id: 'rollout', value: Number.NaN, unit: 'seconds' }));
    expect((await result).reason?.code).to.equal('MEASUREMENT_INVALID');
    const odd = start(async ({ measure }) => measure({ id: 'pods', value: 1, unit: 'count', budget: '3m' }));
    expect((await odd.result).reason?.message).to.contain('Invalid input: expected number, received string');
    const again = start(async ({ measure }) => {
      measure({ id: 'rollout', value: 1, unit: 'seconds' });
      measure({ id: 'rollout', value: 2, unit: 'seconds' });
    });
    expect((await again.result).reason?.message).to.contain("a second measurement 'rollout'");
  });
});
