import { expect } from 'chai';
import { judgeScrapes } from './scrapes.ts';
import type { Target } from '../api/schemas.ts';
import { refusing } from './target.fixture.ts';

const others = (targets: Target[]) => ({
  ...{ at: 0, targets, lastSuccess: new Map<string, number>(), young: new Set<string>() },
});

describe('Prometheus', () => {
  it('scrapes, and the jobs with a check of their own are left to these', () => {
    expect(judgeScrapes({ active: 3, others: others([]) })).to.deep.equal({ state: 'ready' });
  });

  it('fails when it cannot be reached, and when it scrapes nothing', () => {
    expect(judgeScrapes({ active: undefined, others: { trouble: 'x cannot be reached' } })).to.deep.include({
      ...{ state: 'not yet', reason: 'x cannot be reached' },
    });
    expect(judgeScrapes({ active: 0, others: others([]) })).to.deep.include({
      ...{ state: 'not yet', reason: 'it has no active target: it scrapes nothing' },
    });
  });

  it('fails when it stores nothing of what it scrapes, as on a full disk', () => {
    const judge = (age: number | undefined) =>
      judgeScrapes({ active: 3, newest: { age, interval: 15 }, others: others([]) });
    expect(judge(undefined)).to.deep.include({
      ...{ state: 'not yet', reason: 'it scrapes 3 targets, and stores no sample of them' },
    });
    expect(judge(61)).to.deep.include({
      ...{
        state: 'not yet',
        reason: 'it scrapes 3 targets, and stores no new sample of them: the newest is 1m01s old',
      },
    });
    expect(judge(45).state).to.equal('ready');
  });

  it('fails by a job that has come up since the run began', () => {
    const answer = judgeScrapes({ active: 2, others: others([refusing('10.0.0.1:80')]) });
    expect('reason' in answer && answer.reason).to.match(/^1 of 1 target fails: /);
  });

  it('is not judged where its targets are not served', () => {
    expect(judgeScrapes({ active: undefined, others: { unserved: 'no' } }).state).to.equal('does not apply');
  });
});
