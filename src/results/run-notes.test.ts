import { expect } from 'chai';
import { runNotes } from './run-notes.ts';

describe('The notes on a run', () => {
  it('begin with a cluster that could not be deleted', () => {
    const leftCluster = { at: '2026-11-28T02:40:00.000Z', message: 'it ended with exit code 1' };
    expect(runNotes({ notes: ['a'], leftCluster })).to.deep.equal([
      'its cluster could not be deleted (2026-11-28T02:40:00.000Z): it ended with exit code 1',
      'a',
    ]);
    expect(runNotes({})).to.deep.equal([]);
  });
});
