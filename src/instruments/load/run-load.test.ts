import { expect } from 'chai';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { jumpingClock } from '../../time/clock.ts';
import { testAccount, testRun } from './figures/account.fixture.ts';
import type { LoadAccount } from './figures/account.ts';
import type { Master } from './master.ts';
import { runLoad, untilFiguresAreIn, withLastWords } from './run-load.ts';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';

const order = { id: 'r1', users: 10, spawnRate: 10, seconds: 5, rate: 0 };
const away = () =>
  new InstrumentTooWeak('LOAD_MASTER_UNREACHABLE', { expected: 'the master to run', seen: 'no pod of it' });

/** A master that returns these statuses in turn; the last one is repeated. */
function masterSaying(...answers: (Partial<LoadAccount> | Error)[]): Master & { started: unknown[] } {
  const started: unknown[] = [];
  const next = () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return testAccount(answer);
  };
  return {
    started,
    status: async () => next(),
    account: async () => testAccount({ expected: 42 }),
    start: async (what) => void started.push(what),
    stop: async () => {},
    changeRate: async () => {},
    expect: async () => {},
    ended: async () => undefined,
    page: async () => '',
  };
}
const unfinished = testRun({ settled: false });
delete unfinished.stoppedAt;
const running = { run: unfinished };
const run = async (master: Master, clock = jumpingClock()) => {
  const { signal } = new AbortController();
  try {
    const { expected } = await runLoad({ master, order, clock, signal });
    return `account ${expected} after ${clock.now()} ms`;
  } catch (error) {
    return `${(error as Error).message} after ${clock.now()} ms`;
  }
};

describe('A load', () => {
  it('is over when its last figures are in, not before', async () => {
    const master = masterSaying(
      { run: null },
      running,
      running,
      { run: testRun({ settled: false }) },
      { run: testRun() },
    );
    expect(await run(master)).to.equal('account 42 after 4000 ms');
    expect(master.started).to.deep.equal([order]);
  });

  it('does not end with the previous load', async () => {
    const master = masterSaying({ run: null }, { run: testRun({ id: 'r0' }) }, { run: testRun() });
    expect(await run(master)).to.equal('account 42 after 2000 ms');
  });

  it('is not judged by the figures of another load that the master has begun meanwhile', async () => {
    const other = { run: testRun({ id: 'r2' }) };
    const lost =
      'LOAD_DISPLACED: another load was started there 3.0 s later, and has replaced them\n' +
      '  expected: the Locust master to keep the figures of the load until they are read after 3000 ms';
    expect(await run(masterSaying({ run: null }, running, running, other))).to.equal(lost);
    // It began between the last look and the account.
    const master = masterSaying({ run: null }, running, running, { run: testRun() });
    master.account = async () => testAccount(other);
    expect(await run(master)).to.equal(lost);
  });

  it('that the master never starts is not judged by the previous load', async () => {
    expect(await run(masterSaying({ run: null }, { run: testRun({ id: 'r0' }), state: 'ready' }))).to.equal(
      'LOAD_NOT_STARTED: it accepted the load, is ready, and never started it\n' +
        '  expected: the Locust master to start a load of 5.0 s after 51000 ms',
    );
  });

  it('that cannot start is told at once, with the reason', async () => {
    const why = { id: 'r1', why: 'the load shape was over at once' };
    expect(await run(masterSaying({ run: null }, { run: null, notStarted: why }))).to.equal(
      'LOAD_NOT_STARTED: the load shape was over at once\n' +
        '  expected: the Locust master to start a load of 5.0 s after 1000 ms',
    );
  });

  it('that was stopped is not waited for until the end of its time', async () => {
    const clock = jumpingClock();
    const { signal } = new AbortController();
    const master = masterSaying({ run: null }, running, { run: testRun({ settled: false }) });
    await runLoad({ master, order: { ...order, seconds: 300 }, clock, signal });
    expect(clock.now()).to.equal(48_000);
  });

  it('continues while the master is unreachable for a while', async () => {
    const master = masterSaying({ run: null }, away(), away(), away(), { run: testRun() });
    expect(await run(master)).to.equal('account 42 after 4000 ms');
  });

  it('ends with its master, and says when', async () => {
    expect(await run(masterSaying({ run: null }, running, running, away()))).to.equal(
      'LOAD_MASTER_ENDED: it does not answer any more, 2.0 s into it\n' +
        '  expected: the Locust master to last as long as the load after 23000 ms',
    );
    expect(await run(masterSaying({ run: null }, running, { instanceId: 'b2', run: null }))).to.include(
      'another master has taken its place, 2.0 s into it',
    );
  });

  it('ends at once when the pod of its master says how that has ended', async () => {
    const master = masterSaying({ run: null }, running, running, away());
    master.ended = async (since) =>
      since === unfinished.startedAt ? 'its container ended with exit code 1' : undefined;
    expect(await run(master)).to.equal(
      'LOAD_MASTER_ENDED: its container ended with exit code 1, 2.0 s into it\n' +
        '  expected: the Locust master to last as long as the load after 3000 ms',
    );
  });

  it('without final figures returns those that it has', async () => {
    expect(await run(masterSaying({ run: null }, running))).to.equal('account 42 after 51000 ms');
  });
});

describe('A load that was stopped', () => {
  const waited = async (...answers: Partial<LoadAccount>[]) => {
    const clock = jumpingClock();
    await untilFiguresAreIn(masterSaying(...answers), clock, new AbortController().signal);
    return clock.now();
  };

  it('is waited for until its last figures are in', async () => {
    expect(await waited({ run: testRun({ settled: false }) }, { run: testRun() })).to.equal(1_000);
    expect(await waited({ run: null })).to.equal(0);
  });

  it('is not waited for longer than its users and workers may take', async () => {
    expect(await waited({ run: testRun({ settled: false }) })).to.equal(45_000);
  });
});

describe('The last words of a lost worker', () => {
  const POD = '/api/v1/namespaces/load/pods/worker-a';
  const wordsWith = async (...statuses: object[]) => {
    const pods = statuses.map((status) => ({ body: { metadata: { name: 'worker-a' }, status } }));
    await using api = await FakeApiServer.start({ routes: { [POD]: pods } });
    const lost = [{ id: `worker-a_${'0'.repeat(32)}`, at: 1, why: 'it left' }];
    const cluster = api.door({ clock: jumpingClock() });
    const account = await withLastWords(cluster, 'load', testAccount({ lost }), new AbortController().signal);
    return account.lost.map(({ why }) => why);
  };
  const state = { terminated: { exitCode: 0, reason: 'Completed' } };

  it('say how its container has ended, which the kubelet reports a moment later', async () => {
    const ended = { containerStatuses: [{ name: 'locust', state }] };
    expect(await wordsWith({}, {}, ended)).to.deep.equal(['it left; its container ended with exit code 0, Completed']);
  });

  it('are those of the master alone when its pod still runs', async () => {
    expect(await wordsWith({})).to.deep.equal(['it left']);
  });
});
