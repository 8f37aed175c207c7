import { expect } from 'chai';
import type { Rule, RuleGroup } from '../api/schemas.ts';
import { judgeRules, longestEvaluation } from './judge-rules.ts';

const at = Date.parse('2026-01-01T01:00:00Z');
const rule = (more: Partial<Rule> = {}): Rule => ({
  ...{ name: 'HighLoad', type: 'alerting', health: 'ok', lastError: '' },
  ...more,
});
const group = (more: Partial<RuleGroup> = {}): RuleGroup => ({
  ...{ name: 'shop', interval: 30, evaluationTime: 0.01, lastEvaluation: '2026-01-01T00:59:50Z', rules: [rule()] },
  ...more,
});
const judge = (...groups: RuleGroup[]) => judgeRules({ at, groups });
const reason = (...groups: RuleGroup[]) => {
  const answer = judge(...groups);
  return 'reason' in answer ? answer.reason : undefined;
};

describe('Rules', () => {
  it('are evaluated', () => {
    expect(judge(group(), group({ name: 'other' }))).to.deep.equal({ state: 'ready' });
    expect(longestEvaluation([group(), group({ evaluationTime: 2 })])).to.equal(2);
  });

  it('fail with their group and the error', () => {
    const broken = rule({ health: 'err', lastError: 'found duplicate series for the match group' });
    expect(reason(group({ rules: [rule(), broken] }))).to.equal(
      'alerting rule HighLoad of group shop fails: found duplicate series for the match group',
    );
  });

  it('are late after three intervals, and a minute at least', () => {
    expect(reason(group({ lastEvaluation: '2026-01-01T00:58:00Z' }))).to.equal(
      'group shop was last evaluated 2m00s ago, and its interval is 30.0 s',
    );
    expect(judge(group({ interval: 1, lastEvaluation: '2026-01-01T00:59:05Z' })).state).to.equal('ready');
  });

  it('are slow when they take longer than their interval', () => {
    expect(reason(group({ evaluationTime: 41 }))).to.equal('group shop takes 41.0 s, and its interval is 30.0 s');
  });

  it('that are many are named three by three', () => {
    const broken = rule({ health: 'err', lastError: 'x' });
    expect(reason(group({ rules: [broken, broken, broken, broken, broken] }))).to.match(/; and 2 more$/);
  });

  it('get their time until the first evaluation', () => {
    const fresh = group({ rules: [rule({ health: 'unknown' })], lastEvaluation: '0001-01-01T00:00:00Z' });
    expect(judge(fresh)).to.deep.include({
      state: 'not yet',
      reason: 'alerting rule HighLoad of group shop has not been evaluated yet',
      isUnjudged: true,
    });
  });

  it('that do not exist, or cannot be read, are not judged', () => {
    expect(judge()).to.deep.equal({ state: 'does not apply', reason: 'it has no rules' });
    expect(judgeRules({ unserved: 'no' }).state).to.equal('does not apply');
    expect(judgeRules({ trouble: 'away' })).to.include({ isUnjudged: true, reason: 'away' });
  });
});
