import { expect } from 'chai';
import { ClusterError } from '../cluster/cluster-error.ts';
import { WaitError } from '../conditions/waiting/wait-error.ts';
import { InstrumentTooWeak } from '../errors/instrument-too-weak.ts';
import type { ErrorFacts } from '../errors/shakedown-error.ts';
import { CheckOverdue } from './check/endings.ts';

describe('A class of errors with a meaning of its own', () => {
  const state = { observation: undefined, seconds: 1, looks: 1, retried: 0, lastError: undefined };
  const wait = (code: WaitError['code']) => new WaitError(code, { title: 'it to be ready' }, state);

  it('gives it to each of its errors', () => {
    const facts = { expected: 'x', seen: 'y' };
    expect(new InstrumentTooWeak('ANY_CODE', facts).meaning).to.equal('instrument');
    expect(new ClusterError('CLUSTER_BUSY', { ...facts, transient: true }).meaning).to.equal('infrastructure');
    expect(new CheckOverdue('10 s', 'it goes on').meaning).to.equal('cluster');
    const codes = [
      'WAIT_TOO_LONG',
      'WAIT_HOPELESS',
      'WAIT_NOT_NOW',
      'WAIT_BROKEN',
      'WAIT_DELETED',
      'WAIT_ABSENT',
    ] as const;
    for (const code of [...codes, 'WAIT_DOES_NOT_APPLY'] as const) expect(wait(code).meaning, code).to.equal('cluster');
    for (const code of ['WAIT_UNANSWERED', 'WAIT_UNJUDGED'] as const)
      expect(wait(code).meaning, code).to.equal('instrument');
  });

  it('cannot be changed by the code that throws one', () => {
    const facts: ErrorFacts = { meaning: 'suite', expected: 'x', seen: 'y' };
    expect(new InstrumentTooWeak('ANY_CODE', facts).meaning).to.equal('instrument');
    expect(new ClusterError('CLUSTER_BUSY', { ...facts, transient: true }).meaning).to.equal('infrastructure');
    // @ts-expect-error it has its meaning by its class
    const weak = new InstrumentTooWeak('ANY_CODE', { meaning: 'suite', expected: 'x', seen: 'y' });
    expect(weak.meaning).to.equal('instrument');
  });
});
