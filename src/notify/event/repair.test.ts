import { expect } from 'chai';
import type { Results } from '../../results/model.ts';
import { slackMessage } from '../slack/message.ts';
import { stepSummary } from '../github/step-summary.ts';
import { headline } from '../words/headline.ts';
import { endedTest, nightlyRun } from '../runs.fixture.ts';
import { eventOf } from './event-of.ts';
import { whyNotTold } from './policy.ts';

const quarantine = { owner: 'team-shop', reason: 'SHOP-12', until: '2026-12-31' };
const red = nightlyRun(1, [
  endedTest('a/x', 'failed'),
  endedTest('a/y', 'failed'),
  endedTest('a/z', 'failed'),
  endedTest('a/ok', 'passed'),
]);
const after = (...tests: Results['tests']) => eventOf(nightlyRun(2, [...tests, endedTest('a/ok', 'passed')]), [red]);
const passes = (...ids: string[]) => ids.map((id) => endedTest(id, 'passed'));

describe('A run that passes after one that failed', () => {
  it('is a repair if each test that failed has passed', () => {
    const event = after(...passes('a/x', 'a/y', 'a/z'));
    expect([event.kind, event.fixedAfter, event.notRepaired]).to.deep.equal(['fixed', 1, undefined]);
  });

  it('is none if one of them is quarantined, not judged, or gone: it says so, and is told', () => {
    const event = after(endedTest('a/x', 'failed', { quarantine }), endedTest('a/y', 'skipped'));
    expect(event).to.deep.include({
      kind: 'no longer failing',
      fixedAfter: 1,
      notRepaired: { quarantined: ['a/x'], noLongerJudged: ['a/y'], missing: ['a/z'] },
    });
    expect(headline(event, 150)).to.equal(
      'staging PASSED, no longer failing: 1 quarantined, 1 no longer judged, 1 missing; after 1 failed run',
    );
    expect(slackMessage(event).text).to.match(/^🟡 staging PASSED, no longer failing: /);
    expect(whyNotTold(event, 'changes')).to.equal(undefined);
  });

  for (const [what, tests] of [
    ['quarantined', [endedTest('a/x', 'failed', { quarantine })]],
    ['no longer judged', [endedTest('a/x', 'skipped')]],
    ['missing', []],
  ] as const)
    it(`is none if the only one that has not passed is ${what}`, () => {
      const event = after(...tests, ...passes('a/y', 'a/z'));
      expect(headline(event, 150)).to.equal(`staging PASSED, no longer failing: 1 ${what}; after 1 failed run`);
    });
});

describe('Quarantined failures', () => {
  it('are listed where a run is told of, each with who knows of it', () => {
    const event = after(...passes('a/y', 'a/z'), endedTest('a/x', 'failed', { quarantine }));
    const texts = JSON.stringify(slackMessage(event).blocks);
    expect(texts).to.include(String.raw`*quarantined*  1 test\n• ${'`a/x`'}, until 2026-12-31 (team-shop): SHOP-12`);
    expect(stepSummary(event)).to.include('**quarantined** 1 test\n\n- a/x, until 2026-12-31 (team-shop): SHOP-12\n');
  });
});
