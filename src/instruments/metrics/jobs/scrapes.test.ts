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

  it('says what it was asked with when it has no sample at all: another tenant has none', () => {
    const newest = { age: undefined, interval: 15 };
    const headers = ['THANOS-TENANT'];
    const asked = ', asked with THANOS-TENANT (prometheus.headers)';
    const todo = 'check prometheus.headers: a server of several tenants shows the samples of the one that they name';
    expect(judgeScrapes({ active: 3, newest, headers, others: others([]) })).to.deep.include({
      ...{ state: 'not yet', reason: `it scrapes 3 targets, and stores no sample of them${asked}`, todo },
    });
    expect(judgeScrapes({ active: 0, newest, headers, others: others([]) })).to.deep.include({
      ...{ state: 'not yet', reason: `it has no active target: it scrapes nothing${asked}`, todo },
    });
  });

  it('is inconclusive when it serves no targets, and has no sample: no data is no success', () => {
    const newest = { age: undefined, interval: 15 };
    const judge = (headers: string[]) =>
      judgeScrapes({ active: undefined, newest, headers, others: { unserved: 'no' } });
    expect(judge([])).to.deep.include({ isUnjudged: true, reason: 'it has no sample of up in the last 6 hours' });
    expect(judge(['X-Scope-OrgID'])).to.have.property(
      'reason',
      'it has no sample of up in the last 6 hours, asked with X-Scope-OrgID (prometheus.headers)',
    );
  });

  it('is inconclusive when it says that an answer is not complete, and fails when it has none', () => {
    const incomplete = { trouble: 'x answers incompletely', isIncomplete: true as const };
    for (const seen of [
      { active: undefined, others: incomplete },
      { active: 3, newest: incomplete, others: others([]) },
    ])
      expect(judgeScrapes(seen)).to.deep.include({ isUnjudged: true, reason: 'x answers incompletely' });
    const away = judgeScrapes({ active: 3, newest: { trouble: 'x answers with 503' }, others: others([]) });
    expect(away)
      .to.deep.include({ state: 'not yet', reason: 'x answers with 503' })
      .and.not.have.property('isUnjudged');
  });

  it('is not judged where others scrape, and it has what they found', () => {
    const judge = (age: number, isScraper: boolean) =>
      judgeScrapes({ active: 0, isScraper, newest: { age, interval: 15 }, others: others([]) }).state;
    expect([judge(45, false), judge(46, false), judge(45, true)]).to.deep.equal([
      ...['does not apply', 'not yet', 'not yet'],
    ]);
  });

  it('is not judged where its targets are not served', () => {
    expect(judgeScrapes({ active: undefined, others: { unserved: 'no' } }).state).to.equal('does not apply');
  });
});
