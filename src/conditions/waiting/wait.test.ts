import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { openDoor } from '../../../test/fake-api-server/open-door.ts';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { jumpingClock } from '../../time/clock.ts';
import {
  disappeared,
  doesNotApply,
  fatal,
  notYet,
  ready,
  type Condition,
  type Look,
  type Observation,
} from './condition.ts';
import { during } from './during.ts';
import { now } from './now.ts';
import { until } from './until.ts';
import { WaitError } from './wait-error.ts';
import type { WaitObserver } from './wait-observer.ts';

const busy = new ClusterError('CLUSTER_UNAVAILABLE', {
  expected: 'to list deployments in all namespaces',
  seen: '503: starting',
  transient: true,
  unanswered: true,
  status: 503,
});
/** Not an error of the API server itself: the kubelet behind it does not answer. */
const handedOn = new ClusterError('CLUSTER_TIMEOUT', {
  expected: 'to reach through the proxy pod shop/web',
  seen: 'no answer within 30 s',
  transient: true,
});
const forbidden = new ClusterError('CLUSTER_FORBIDDEN', {
  expected: 'to list deployments in all namespaces',
  seen: '403 Forbidden: no',
  transient: false,
  status: 403,
});

/** A condition with these answers in turn; the last one is repeated. Errors are thrown. */
function answering(...answers: (Observation | Error | ((look: Look) => Observation))[]): Condition<Observation> {
  return {
    title: 'web has 3 replicas',
    rights: [],
    todo: 'kubectl describe deployment web',
    read: async (look) => {
      look.cluster.serverDate(); // its own request, as far as the loop can tell: look again at the poll interval
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) throw answer;
      return typeof answer === 'function' ? answer(look) : (answer ?? ready());
    },
    judge: (seen) => seen,
  };
}

function still() {
  const clock = jumpingClock();
  return { clock, cluster: openDoor('http://127.0.0.1:1', { clock }), signal: new AbortController().signal };
}

async function caught(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('until', () => {
  it('returns what was seen as soon as it is ready', async () => {
    const { cluster, signal } = still();
    const condition = answering(notYet('1 of 3', 1), notYet('2 of 3', 2), ready());
    const waited = await until(cluster, condition, { withinMs: 60_000, signal });
    expect(waited).to.deep.equal({
      seen: ready(),
      seconds: 2,
      looks: 3,
      retried: 0,
      dips: 0,
      seenAt: new Date('2026-01-01T00:00:02Z'),
      writtenBetween: undefined,
    });
  });

  it('says when the cluster wrote the change that met the condition, to the second', async () => {
    const { cluster, signal } = still();
    const condition = { ...answering(ready()), writtenAt: () => '2026-01-01T00:00:00Z' };
    expect((await until(cluster, condition, { withinMs: 1_000, signal })).writtenBetween).to.deep.equal([
      new Date('2026-01-01T00:00:00Z'),
      new Date('2026-01-01T00:00:01Z'),
    ]);
  });

  it('counts how often its progress decreased', async () => {
    const { cluster, signal } = still();
    const condition = answering(notYet('', 2), notYet('', 1), notYet('', 2), notYet('', 0), ready());
    expect((await until(cluster, condition, { withinMs: 60_000, signal })).dips).to.equal(2);
  });

  it('returns what is worth telling although it is ready', async () => {
    const { cluster, signal } = still();
    const remarkable = answering({ ...ready('99 of 100 available'), isRemarkable: true });
    expect((await until(cluster, remarkable, { withinMs: 1_000, signal })).remark).to.equal('99 of 100 available');
    expect(await until(cluster, answering(ready('all')), { withinMs: 1_000, signal })).not.to.have.property('remark');
  });

  it('is inconclusive at its timeout when nothing is wrong as far as is seen', async () => {
    const { cluster, signal } = still();
    const moving = answering({ ...notYet('40 of 100 updated'), isUnjudged: true });
    const error = await caught(until(cluster, moving, { withinMs: 90_000, signal }));
    expect(error).to.include({ code: 'WAIT_UNJUDGED', meaning: 'instrument', summary: '40 of 100 updated' });
    expect((error as WaitError).state.seconds).to.equal(90);
  });

  it('gives all looks of one wait the same place to remember, and each wait its own', async () => {
    const { cluster, signal } = still();
    const places: object[] = [];
    const keeping =
      (state: Observation) =>
      ({ wait }: Look) => {
        places.push(wait);
        return state;
      };
    const twice = () => answering(keeping(notYet('')), keeping(ready()));
    await until(cluster, twice(), { withinMs: 60_000, signal });
    await until(cluster, twice(), { withinMs: 60_000, signal });
    expect(new Set(places).size).to.equal(2);
    expect(places[0]).to.equal(places[1]);
  });

  it('says what it last saw when the time is over', async () => {
    const { cluster, clock, signal } = still();
    const error = await caught(until(cluster, answering(notYet('2 of 3 available')), { withinMs: 90_000, signal }));
    expect(error).to.be.instanceOf(WaitError);
    expect(error.message).to.equal(
      'WAIT_TOO_LONG: 2 of 3 available\n               after 1m30s and 91 looks\n  expected: web has 3 replicas\n  do:       kubectl describe deployment web',
    );
    expect((error as WaitError).summary).to.equal('2 of 3 available');
    expect(clock.now()).to.equal(90_000);
  });

  it('separates the figures from the cause, and names what the last answer says to do', async () => {
    const { cluster, signal } = still();
    const answer: Observation = {
      ...{ state: 'not yet', reason: 'image cannot be pulled', counts: 'desired 3, available 1' },
      todo: 'kubectl describe pod web-1',
    };
    const error = await caught(until(cluster, answering(answer), { withinMs: 3_000, signal }));
    expect(error.message).to.equal(
      'WAIT_TOO_LONG: image cannot be pulled\n               desired 3, available 1\n               after 3.0 s and 4 looks\n  expected: web has 3 replicas\n  do:       kubectl describe pod web-1',
    );
    expect(error).to.include({ summary: 'image cannot be pulled', counts: 'desired 3, available 1' });
  });

  it('lets the condition explain itself at the last look, and only there', async () => {
    const { cluster, signal } = still();
    const explaining = answering(({ why }) => notYet(why ? 'image cannot be pulled' : 'not ready'));
    const error = await caught(until(cluster, explaining, { withinMs: 3_000, signal }));
    expect((error as WaitError).summary).to.equal('image cannot be pulled');
  });

  const ago = (ms: number) => new Date(Date.parse('2026-01-01T00:00:00Z') - ms).toISOString();
  const missing = (ms: number) => ({ ...notYet('image not found'), stuckSince: ago(ms) });

  it('ends early, after a look that explains it, when waiting rarely cures what has lasted for longer than the timeout', async () => {
    const { cluster, clock, signal } = still();
    const whys: boolean[] = [];
    const condition = answering(({ why }) => {
      whys.push(why);
      return missing(120_000);
    });
    const error = await caught(until(cluster, condition, { withinMs: 60_000, signal, endsEarly: true }));
    expect(error.message).to.equal(
      'WAIT_HOPELESS: image not found\n               after 0 ms and 2 looks; not waited for any longer: it has been so for 2m00s, and the timeout is 1m00s\n  expected: web has 3 replicas\n  do:       kubectl describe deployment web',
    );
    expect([clock.now(), whys]).to.deep.equal([0, [false, true]]);
  });

  it('ends early as soon as it has lasted for long enough', async () => {
    const { cluster, clock, signal } = still();
    const condition = answering(({ why, first }) => (why || first ? missing(50_000) : notYet('0 of 1')));
    const error = await caught(until(cluster, condition, { withinMs: 60_000, signal, endsEarly: true }));
    expect([(error as WaitError).code, clock.now()]).to.deep.equal(['WAIT_HOPELESS', 10_000]);
  });

  it('does not end early when it is over at the look that explains it, nor unless it is wanted', async () => {
    const { cluster, clock, signal } = still();
    const condition = answering(missing(120_000), notYet('0 of 1'), ready());
    await until(cluster, condition, { withinMs: 60_000, signal, endsEarly: true });
    const error = await caught(until(cluster, answering(missing(120_000)), { withinMs: 60_000, signal }));
    expect([(error as WaitError).code, clock.now()]).to.deep.equal(['WAIT_TOO_LONG', 61_000]);
  });

  it('looks again when time alone may change the answer', async () => {
    const { cluster, clock, signal } = still();
    const condition = answering({ ...notYet('too young'), due: { inMs: 12_000 } }, ready());
    await until(cluster, condition, { withinMs: 60_000, signal });
    expect(clock.now()).to.equal(12_000);
  });

  it('goes on after its timeout when all is reached and only has to last', async () => {
    const { cluster, clock, signal } = still();
    const lasting = { ...notYet('too young'), due: { inMs: 8_000, lasts: true as const } };
    const waited = await until(cluster, answering(lasting, lasting, lasting, ready()), { withinMs: 10_000, signal });
    expect([waited.seconds, clock.now()]).to.deep.equal([18, 18_000]);
  });

  it('does not go on for ever, as when what has to last begins again and again', async () => {
    const { cluster, clock, signal } = still();
    const lasting = { ...notYet('too young'), due: { inMs: 8_000, lasts: true as const } };
    const error = await caught(until(cluster, answering(lasting), { withinMs: 10_000, signal }));
    expect([(error as WaitError).code, clock.now()]).to.deep.equal(['WAIT_TOO_LONG', 34_000]);
  });

  it('stops at the first hopeless answer and leaves the rest of the time unused', async () => {
    const { cluster, clock, signal } = still();
    const condition = answering(notYet('1 of 3'), fatal('no such image', 'fix the tag'));
    const error = await caught(until(cluster, condition, { withinMs: 60_000, signal }));
    expect(error.message).to.equal(
      'WAIT_HOPELESS: no such image\n               after 1.0 s and 2 looks\n  expected: web has 3 replicas\n  do:       fix the tag',
    );
    expect(clock.now()).to.equal(1_000);
  });

  it('stops at the first look that finds nothing to judge', async () => {
    const { cluster, clock, signal } = still();
    const condition = answering(doesNotApply('scaled to zero'));
    const error = await caught(until(cluster, condition, { withinMs: 60_000, signal }));
    expect(error.message).to.equal(
      'WAIT_DOES_NOT_APPLY: scaled to zero\n                     after 0 ms and 1 look\n  expected: web has 3 replicas\n  do:       kubectl describe deployment web',
    );
    expect(clock.now()).to.equal(0);
    expect(await caught(now(cluster, condition, { signal }))).to.include({ code: 'WAIT_DOES_NOT_APPLY' });
  });

  it('looks twice before it says that an object was deleted which it had seen', async () => {
    const { cluster, clock, signal } = still();
    const options = { withinMs: 60_000, signal };
    const deleted = answering(notYet('1 of 3'), disappeared('it does not exist'));
    const error = await caught(until(cluster, deleted, options));
    expect(error.message).to.equal(
      'WAIT_DELETED: it does not exist; it existed earlier in this run\n              after 1.0 s and 3 looks\n  expected: web has 3 replicas\n  do:       kubectl describe deployment web',
    );
    expect(error).to.include({ promise: undefined });
    expect(clock.now()).to.equal(1_000);
    const back = answering(notYet('1 of 3'), disappeared('it does not exist'), notYet('1 of 3'), ready());
    expect((await until(cluster, back, options)).looks).to.equal(4);
  });

  it('takes an object that is being deleted for deleted at once: it exists', async () => {
    const { cluster, clock, signal } = still();
    const going = answering({ ...disappeared('it is being deleted, since 2026-01-01T00:00:00Z'), isTerminating: true });
    const error = await caught(until(cluster, going, { withinMs: 60_000, signal }));
    expect(error).to.include({
      code: 'WAIT_DELETED',
      summary: 'it is being deleted, since 2026-01-01T00:00:00Z',
    });
    expect(clock.now()).to.equal(0);
    expect(await caught(now(cluster, going, { signal }))).to.include({ code: 'WAIT_DELETED' });
  });

  it('gives an object that it has not seen its time, and fails when it does not come', async () => {
    const { cluster, clock, signal } = still();
    const absent = answering(disappeared('it does not exist'));
    const told: Observation[] = [];
    const observe: WaitObserver = ({ observation }) => void told.push(observation);
    const error = await caught(until(cluster, absent, { withinMs: 3_000, signal, observe }));
    expect(error.message).to.equal(
      'WAIT_ABSENT: it does not exist\n             after 3.0 s and 4 looks\n  expected: web has 3 replicas\n  do:       kubectl describe deployment web',
    );
    expect(error).to.include({ promise: 'web has 3 replicas', meaning: 'cluster' });
    expect(told).to.deep.equal(Array.from({ length: 4 }, () => notYet('it does not exist')));
    expect(clock.now()).to.equal(3_000);
    const late = answering(disappeared('it does not exist'), disappeared('it does not exist'), ready());
    expect(await until(cluster, late, { withinMs: 60_000, signal })).to.include({ looks: 3 });
  });

  it('names an object deleted that came late and went again', async () => {
    const { cluster, signal } = still();
    const again = answering(disappeared('none'), notYet('1 of 3'), disappeared('none'));
    const error = await caught(until(cluster, again, { withinMs: 60_000, signal }));
    expect(error).to.include({ code: 'WAIT_DELETED', summary: 'none; it existed earlier in this run' });
  });

  describe('of a check about an object', () => {
    const ref = { namespace: 'shop', name: 'web' };
    const subject = { kind: kinds.deployments, ref };
    /** A condition of an object that does not exist. */
    const missing = (kind: Kind): Condition => ({
      title: `${kind.resource} web is there`,
      rights: [],
      read: (look) => look.get(kind, ref, { wholeCluster: true }),
      judge: (seen) => (seen === undefined ? disappeared('it does not exist') : ready()),
    });
    /** The code of a wait, and when it ended, in milliseconds. */
    const ended = async (kind: Kind): Promise<[code: unknown, ms: number]> => {
      const clock = jumpingClock();
      await using server = await FakeApiServer.start({ objects: {} });
      const cluster = server.door({ clock });
      const { signal } = new AbortController();
      const error = await caught(until(cluster, missing(kind), { withinMs: 90_000, signal, subject }));
      await cluster.close();
      return [(error as WaitError).code, clock.now()];
    };

    it('ends when a look finds it deleted', async () => {
      const [code, ms] = await ended(kinds.deployments);
      expect(code).to.equal('WAIT_DELETED');
      expect(ms).to.be.below(90_000);
    });

    it('fails when another object does not exist, or one of another kind', async () => {
      expect((await ended(kinds.statefulSets))[0]).to.equal('WAIT_ABSENT');
    });
  });

  it('continues when the API server fails transiently, and counts the failures', async () => {
    const { cluster, signal } = still();
    const condition = answering(busy, notYet('1 of 3'), busy, busy, ready());
    expect(await until(cluster, condition, { withinMs: 60_000, signal })).to.include({ looks: 5, retried: 3 });
  });

  it('pauses as long as the server asks', async () => {
    const { cluster, signal } = still();
    const asked = new ClusterError('CLUSTER_BUSY', {
      expected: 'x',
      seen: '429',
      transient: true,
      retryAfterMs: 7_000,
    });
    expect((await until(cluster, answering(asked, ready()), { withinMs: 60_000, signal })).seconds).to.equal(7);
  });

  it('names what it last saw, and the last API error', async () => {
    const { cluster, signal } = still();
    const error = await caught(until(cluster, answering(notYet('1 of 3'), handedOn), { withinMs: 3_000, signal }));
    expect(error.message).to.equal(
      'WAIT_TOO_LONG: 1 of 3\n               after 13.0 s and 14 looks, 13 of them failed by the API server; its last error: no answer within 30 s; expected: to reach through the proxy pod shop/web\n  expected: web has 3 replicas\n  do:       kubectl describe deployment web',
    );
    expect(error.cause).to.equal(handedOn);
  });

  it('does not judge by an earlier look when the API server does not answer at the end', async () => {
    const { cluster, signal } = still();
    const error = await caught(until(cluster, answering(notYet('1 of 3'), busy), { withinMs: 3_000, signal }));
    expect(error.message).to.equal(
      'WAIT_UNANSWERED: the API server failed the last looks: 503: starting\n                 seen before: 1 of 3\n                 after 13.0 s and 14 looks, 13 of them failed by the API server; its last error: 503: starting; expected: to list deployments in all namespaces\n  expected: web has 3 replicas\n  do:       kubectl describe deployment web',
    );
    expect(error.cause).to.equal(busy);
  });

  it('retries its last look when the API server fails transiently, and does not use an earlier one', async () => {
    const { cluster, clock, signal } = still();
    const restarting = answering(notYet('1 of 3'), notYet('1 of 3'), notYet('1 of 3'), busy, busy, busy, ready());
    expect(await until(cluster, restarting, { withinMs: 3_000, signal })).to.include({ looks: 7, retried: 3 });
    expect(clock.now()).to.equal(6_000);
  });

  it('says so when the API server never answered', async () => {
    const { cluster, signal } = still();
    const error = await caught(until(cluster, answering(busy), { withinMs: 3_000, signal }));
    expect(error).to.include({
      code: 'WAIT_UNANSWERED',
      summary: 'the API server failed every look: 503: starting',
    });
    const other = await caught(until(still().cluster, answering(handedOn), { withinMs: 3_000, signal }));
    expect(other).to.include({ code: 'WAIT_TOO_LONG', summary: 'nothing: the API server failed every look' });
  });

  it('retries a 403 for 10 s, because permissions may need time to reach every API server', async () => {
    const { cluster, signal } = still();
    const condition = answering(forbidden, forbidden, ready());
    expect(await until(cluster, condition, { withinMs: 60_000, signal })).to.include({ retried: 2 });
    const late = still();
    const error = await caught(until(late.cluster, answering(forbidden), { withinMs: 60_000, signal }));
    expect(error).to.equal(forbidden);
    expect(late.clock.now()).to.equal(10_000);
  });

  it('ends with the cause when the API server refuses permanently', async () => {
    const { cluster, clock, signal } = still();
    const noKind = new ClusterError('CLUSTER_NO_SUCH_KIND', { expected: 'x', seen: '404', transient: false });
    expect(await caught(until(cluster, answering(noKind), { withinMs: 60_000, signal }))).to.equal(noKind);
    expect(clock.now()).to.equal(0);
  });

  it('ends at once at a bug in a condition', async () => {
    const { cluster, clock, signal } = still();
    const bug = new TypeError("Cannot read properties of undefined (reading 'readyReplicas')");
    const condition = {
      ...answering(ready()),
      judge: () => {
        throw bug;
      },
    };
    expect(await caught(until(cluster, condition, { withinMs: 60_000, signal }))).to.equal(bug);
    expect(clock.now()).to.equal(0);
  });

  it('ends with the reason of the signal', async () => {
    const { cluster } = still();
    const stop = new AbortController();
    const reason = new Error('the run is over');
    const condition = answering(notYet('1 of 3'), () => {
      stop.abort(reason);
      return notYet('1 of 3');
    });
    expect(await caught(until(cluster, condition, { withinMs: 60_000, signal: stop.signal }))).to.equal(reason);
  });
});

describe('a wait that is observed', () => {
  it('reports the result of each look, and explains its answer on request', async () => {
    const { cluster, signal } = still();
    const told: [string | undefined, boolean][] = [];
    const condition = answering(({ why }) => {
      if (told.length > 2) return ready();
      return notYet(why ? 'image cannot be pulled' : 'not ready');
    });
    const observe: WaitObserver = ({ observation, explained, explain }) => {
      told.push([observation.reason, explained]);
      if (told.length === 1) explain();
    };
    await until(cluster, condition, { withinMs: 60_000, signal, observe });
    expect(told).to.deep.equal([
      ['not ready', false],
      ['image cannot be pulled', true],
      ['not ready', false],
      [undefined, false],
    ]);
  });
});

describe('now', () => {
  it('is one look when it is ready', async () => {
    const { cluster, clock, signal } = still();
    expect(await now(cluster, answering(ready('3 of 3'), fatal('a second look')), { signal })).to.deep.equal(
      ready('3 of 3'),
    );
    expect(clock.now()).to.equal(0);
  });

  it('looks twice before it says no, and explains it', async () => {
    const { cluster, signal } = still();
    const explaining = answering(({ why }) => notYet(why ? 'image cannot be pulled' : 'not ready'));
    const error = await caught(now(cluster, explaining, { signal }));
    expect(error.message).to.equal(
      'WAIT_NOT_NOW: image cannot be pulled\n              after 0 ms and 2 looks\n  expected: web has 3 replicas\n  do:       kubectl describe deployment web',
    );
    expect(await now(cluster, answering(notYet('an old view'), ready('3 of 3')), { signal })).to.deep.equal(
      ready('3 of 3'),
    );
  });

  it('fails at once when the object does not exist, unless its first look has seen it', async () => {
    const { cluster, clock, signal } = still();
    const error = await caught(now(cluster, answering(disappeared('it does not exist')), { signal }));
    expect(error.message).to.equal(
      'WAIT_ABSENT: it does not exist\n             after 0 ms and 2 looks\n  expected: web has 3 replicas\n  do:       kubectl describe deployment web',
    );
    expect(clock.now()).to.equal(0);
    const deleted = answering(notYet('1 of 3'), disappeared('it does not exist'));
    expect(await caught(now(cluster, deleted, { signal }))).to.include({ code: 'WAIT_DELETED' });
  });

  it('retries failures of the API server for 10 s', async () => {
    const { cluster, signal } = still();
    expect(await now(cluster, answering(busy, busy, ready()), { signal })).to.deep.equal(ready());
    const late = still();
    const error = await caught(now(late.cluster, answering(busy), { signal }));
    expect(error.message).to.match(
      /^WAIT_UNANSWERED: the API server failed every look: 503: starting\n[^]*\n {2}expected: web has 3 replicas\n/,
    );
    expect(late.clock.now()).to.equal(10_000);
  });
});

describe('during', () => {
  it('does not begin when the object does not exist', async () => {
    const { cluster, signal } = still();
    const absent = answering(disappeared('it does not exist'));
    const error = await caught(during(cluster, absent, async () => 42, { signal }));
    expect(error).to.include({ code: 'WAIT_ABSENT', promise: 'web has 3 replicas' });
  });

  it('returns what the action returned when the condition was always met', async () => {
    const { cluster, signal } = still();
    expect(await during(cluster, answering(ready()), async () => 42, { signal })).to.equal(42);
  });

  it('does not begin when the condition is not met', async () => {
    const { cluster, signal } = still();
    let begun = false;
    const action = async () => void (begun = true);
    const error = await caught(during(cluster, answering(notYet('2 of 3')), action, { signal }));
    expect(error).to.include({ code: 'WAIT_NOT_NOW' });
    expect(begun).to.equal(false);
  });

  it('stops the action at the first look that is not ready, even if the next is ready again', async () => {
    const { cluster, signal } = still();
    const condition = answering(ready(), ready(), notYet('2 of 3'), ready());
    const action = async (stop: AbortSignal) => {
      await new Promise((_, reject) => stop.addEventListener('abort', () => reject(new Error('stopped'))));
    };
    const error = await caught(during(cluster, condition, action, { signal }));
    expect(error.message).to.match(/^WAIT_BROKEN: 2 of 3\n[^]*\n {2}expected: web has 3 replicas/);
  });

  it('looks once more when the action is done', async () => {
    const { cluster, signal } = still();
    let done = false;
    const condition = answering(() => (done ? notYet('broken by it') : ready()));
    const error = await caught(during(cluster, condition, async () => void (done = true), { signal }));
    expect(error).to.include({ code: 'WAIT_BROKEN', summary: 'broken by it' });
  });

  it('throws what the action threw', async () => {
    const { cluster, signal } = still();
    const failed = new Error('the upgrade failed');
    const action = async () => {
      throw failed;
    };
    expect(await caught(during(cluster, answering(ready()), action, { signal }))).to.equal(failed);
  });
});
