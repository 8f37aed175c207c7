import assert from 'node:assert';
import { expect } from 'chai';
import { ClusterError, type ClusterErrorCode } from '../../cluster/cluster-error.ts';
import { WaitError, type WaitErrorCode } from '../../conditions/waiting/wait-error.ts';
import { meanings } from '../../errors/meanings.fixture.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { CheckEnded, RunCutOff } from './endings.ts';
import { outcomeOf } from './outcome.ts';

const lastError = new Error('answer 503');
const wait = (code: WaitErrorCode) =>
  new WaitError(
    code,
    { title: 'deployment shop/web has 3 replicas' },
    { observation: { state: 'not yet', reason: '1 of 3' }, seconds: 180, looks: 90, retried: 0, lastError },
  );
const cluster = (code: ClusterErrorCode, transient: boolean) =>
  new ClusterError(code, { expected: 'to list pods', seen: 'answer 503', transient });
const thrownBy = (body: () => void): unknown => {
  try {
    body();
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('What a body threw', () => {
  it('ends the check as the meaning of the error says', () => {
    const ends = meanings.map((meaning) => {
      const error = new ShakedownError('ANY_CODE', { meaning, expected: 'x', seen: 'y' });
      return [meaning, outcomeOf(error).status];
    });
    expect(Object.fromEntries(ends)).to.deep.equal({
      usage: 'error',
      infrastructure: 'error',
      suite: 'error',
      instrument: 'inconclusive',
      cluster: 'failed',
    });
  });

  for (const code of ['WAIT_TOO_LONG', 'WAIT_HOPELESS', 'WAIT_NOT_NOW', 'WAIT_BROKEN'] as const)
    it(`is a failure of the cluster when it is ${code}, in one line that says the cause`, () => {
      const { status, reason } = outcomeOf(wait(code));
      expect([status, reason?.code]).to.deep.equal(['failed', code]);
      expect(reason?.message).to.equal('1 of 3');
      expect(reason?.detail).to.equal(wait(code).message);
    });

  it('has the cause, what to do and the figures separately when it is a wait', () => {
    const observation = {
      state: 'not yet',
      reason: 'no such image',
      counts: 'desired 3',
      todo: 'describe it',
    } as const;
    const state = { observation, seconds: 3, looks: 4, retried: 0, lastError: undefined };
    expect(outcomeOf(new WaitError('WAIT_TOO_LONG', { title: 'web has 3 replicas' }, state))).to.deep.equal({
      status: 'failed',
      reason: {
        ...{ code: 'WAIT_TOO_LONG', message: 'no such image', todo: 'describe it', counts: 'desired 3' },
        detail:
          'WAIT_TOO_LONG: no such image\n               desired 3\n               after 3.0 s and 4 looks\n  expected: web has 3 replicas\n  do:       describe it',
      },
    });
  });

  it('is a skip when the object of the wait was deleted', () => {
    const observation = { state: 'disappeared', reason: 'it does not exist' } as const;
    const state = { observation, seconds: 3, looks: 4, retried: 0, lastError: undefined };
    const error = new WaitError('WAIT_DELETED', { title: 'web has 3 replicas' }, state);
    expect(outcomeOf(error)).to.deep.equal({
      status: 'skipped',
      reason: {
        code: 'DELETED_DURING_RUN',
        message: 'it does not exist; it existed earlier in this run',
        detail: error.message,
      },
    });
  });

  it('is a failure when the object of the wait never existed, in one line that says what was expected', () => {
    const observation = { state: 'not yet', reason: 'it does not exist' } as const;
    const state = { observation, seconds: 3, looks: 4, retried: 0, lastError: undefined };
    const todo = 'kubectl -n shop describe deployment web';
    const error = new WaitError('WAIT_ABSENT', { title: 'web has 3 replicas', todo }, state);
    expect(outcomeOf(error)).to.deep.equal({
      status: 'failed',
      reason: {
        code: 'WAIT_ABSENT',
        message: 'it does not exist; expected: web has 3 replicas',
        ...{ todo, detail: error.message },
      },
    });
  });

  it('is a skip when there is nothing to judge, for the reason that was read', () => {
    const reason = 'deployment shop/web is scaled to zero';
    const state = { seconds: 1, looks: 1, retried: 0, lastError: undefined };
    const observation = { state: 'does not apply', reason } as const;
    const error = new WaitError('WAIT_DOES_NOT_APPLY', { title: 'it answers' }, { ...state, observation });
    expect(outcomeOf(error)).to.deep.equal({
      status: 'skipped',
      reason: { code: 'DOES_NOT_APPLY', message: reason },
    });
  });

  it('is a failure when it is an assertion, of chai or of Node', () => {
    for (const error of [thrownBy(() => expect(1, 'ready nodes').to.equal(3)), thrownBy(() => assert.equal(1, 3))])
      expect(outcomeOf(error)).to.nested.include({ status: 'failed', 'reason.code': 'ASSERTION' });
    const { reason } = outcomeOf(thrownBy(() => expect(1, 'ready nodes').to.equal(3)));
    expect(reason?.message).to.equal('ready nodes: expected 1 to equal 3');
  });

  it('is a failure when the API server keeps failing calls transiently', () => {
    expect(outcomeOf(cluster('CLUSTER_UNAVAILABLE', true)).status).to.equal('failed');
  });

  it('is inconclusive when the API server did not answer: the last observation is old', () => {
    expect(outcomeOf(wait('WAIT_UNANSWERED'))).to.nested.include({
      status: 'inconclusive',
      'reason.code': 'WAIT_UNANSWERED',
    });
    const lost = new ClusterError('CLUSTER_UNREACHABLE', {
      expected: 'to list pods',
      seen: 'https://api.test cannot be reached (EHOSTUNREACH)',
      transient: true,
      unanswered: true,
    });
    expect(outcomeOf(lost)).to.nested.include({ status: 'inconclusive', 'reason.code': 'CLUSTER_UNREACHABLE' });
  });

  for (const code of ['CLUSTER_FORBIDDEN', 'CLUSTER_UNAUTHORIZED', 'CLUSTER_NO_SUCH_KIND', 'CLUSTER_INVALID'] as const)
    it(`is an error, not a failure, when it is ${code}`, () => {
      expect(outcomeOf(cluster(code, false))).to.nested.include({ status: 'error', 'reason.code': code });
    });

  it('is what the check itself says: skipped or inconclusive', () => {
    expect(outcomeOf(new CheckEnded('skipped', 'it has no ports'))).to.deep.equal({
      status: 'skipped',
      reason: { code: 'DOES_NOT_APPLY', message: 'it has no ports' },
    });
    expect(outcomeOf(new CheckEnded('inconclusive', 'no agent runs'))).to.deep.equal({
      status: 'inconclusive',
      reason: { code: 'INSTRUMENT_TOO_WEAK', message: 'no agent runs' },
    });
  });

  it('is not run when the run was cut off', () => {
    expect(outcomeOf(new RunCutOff('stopped by SIGTERM'))).to.deep.equal({
      status: 'not-run',
      reason: { code: 'CUT_OFF', message: 'cut off: stopped by SIGTERM' },
    });
  });

  it('is an error when it is anything else, with its first line and its causes', () => {
    const error = new TypeError('x is undefined\nreally', { cause: new Error('the root') });
    const { status, reason } = outcomeOf(error);
    expect([status, reason?.code, reason?.message]).to.deep.equal(['error', 'SPEC_THREW', 'TypeError: x is undefined']);
    expect(reason?.detail).to.contain('caused by: Error: the root');
  });

  for (const [thrown, message] of [
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['', 'an error without a message'],
    [new Error(''), 'Error:'],
    [{ toString: () => 'odd' }, 'odd'],
  ] as const)
    it(`is an error with a message when it is ${JSON.stringify(thrown) ?? 'undefined'}`, () => {
      expect(outcomeOf(thrown)).to.nested.include({ status: 'error', 'reason.message': message });
    });

  it('is the first error when the cleanup failed too, which is in the detail', () => {
    const both = new SuppressedError(new Error('cannot delete'), wait('WAIT_TOO_LONG'));
    const { status, reason } = outcomeOf(both);
    expect(status).to.equal('failed');
    expect(reason?.detail).to.match(/^WAIT_TOO_LONG[^]*the cleanup failed too: cannot delete$/);
  });
});
