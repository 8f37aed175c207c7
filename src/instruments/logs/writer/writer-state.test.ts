import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { readAccount } from '../../../objects/one-pod-job.ts';
import { writerAccountSchema, type WriterAccount } from './writer-account.ts';
import { writerState } from './writer-state.ts';

const account: WriterAccount = {
  ...{ run: 's1', part: 1, parts: 1 },
  written: [
    { kind: 'steady', count: 10, from: 1_000, to: 2_000 },
    { kind: 'burst', count: 5, from: 2_000, to: 2_100 },
  ],
};
type Status = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];
const pod = (phase: string, container: Partial<Status> = {}): Pod => {
  const status: Status = {
    ...{ name: 'log-writer', image: 'suite', imageID: '', ready: false, restartCount: 0 },
    ...container,
  };
  return {
    metadata: { name: 'w-1' },
    spec: { nodeName: 'node-1', containers: [{ name: 'log-writer' }] },
    status: { phase, containerStatuses: [status] },
  };
};
const ended = (exitCode: number, message: string) =>
  ({ state: { terminated: { exitCode, message } } }) as Partial<Status>;

describe('A log writer', () => {
  it('starts until its container runs, and says why it does not', () => {
    const waiting = { state: { waiting: { reason: 'ContainerCreating' } } };
    expect(writerState(pod('Pending', waiting))).to.include({ state: 'starting' });
    expect(writerState({ spec: { containers: [] }, status: { phase: 'Pending' } })).to.deep.equal({
      ...{ state: 'starting', reason: 'the scheduler has not looked at it yet' },
    });
  });

  it('writes while its container runs, and between two parts', () => {
    expect(writerState(pod('Running', { state: { running: {} } }))).to.deep.equal({ state: 'writing' });
    expect(writerState(pod('Running', ended(3, JSON.stringify(account))))).to.deep.equal({ state: 'writing' });
    const backOff = { restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    expect(writerState(pod('Running', backOff))).to.deep.equal({ state: 'writing' });
  });

  it('has ended with its account, when its last line was written', () => {
    const state = { state: 'ended', account, at: 2_100, restarts: 0 };
    expect(writerState(pod('Running', ended(0, JSON.stringify(account))))).to.deep.equal(state);
    expect(writerState(pod('Succeeded', ended(0, JSON.stringify(account))))).to.deep.equal(state);
  });

  it('is broken when it ended without writing all, or its pod is deleted', () => {
    expect(writerState(undefined)).to.deep.equal({ state: 'broken', reason: 'its pod was deleted' });
    expect(writerState(pod('Failed', ended(5, 'a line'))))
      .to.have.property('reason')
      .that.includes('exit code 5');
    expect(writerState(pod('Succeeded', ended(0, '')))).to.include({ state: 'broken' });
  });

  it('is not taken at its word when the message of its end is no account', () => {
    for (const message of [undefined, '', '{}', 'killed', JSON.stringify({ ...account, more: 1 })])
      expect(readAccount(message, writerAccountSchema)).to.equal(undefined);
  });
});
