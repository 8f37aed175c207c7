import { expect } from 'chai';
import type { History } from '../../results/history/history.ts';
import { sparkline } from './sparkline.ts';
import { historyText } from './text.ts';

const none = { passed: 0, failed: 0, quarantined: 0, inconclusive: 0, error: 0, 'not-run': 0, skipped: 0 };
const history: History = {
  runs: [
    { id: 'run-1', startedAt: '2026-01-01T22:00:00.000Z', word: 'passed', counts: { ...none, passed: 7, skipped: 1 } },
    { id: 'run-2', startedAt: '2026-01-02T22:00:00.000Z', word: 'incomplete', counts: { ...none, 'not-run': 8 } },
    { id: 'run-3', startedAt: '2026-01-03T22:00:00.000Z', word: 'failed', counts: { ...none, passed: 6, failed: 1 } },
  ],
  passRate: 0.5,
  tests: [
    {
      ...{ id: 'a/flaky', statuses: ['failed', 'not-run', 'passed'], judged: 2, passed: 1, flips: 1, flakeRate: 0 },
      fixed: { in: 'run-3', after: 1 },
    },
    {
      ...{ id: 'a/broken', statuses: ['passed', undefined, 'failed'], judged: 2, passed: 1, flips: 1, flakeRate: 0 },
      failing: { since: 'run-3', runs: 1 },
    },
  ],
  trends: [
    { id: 'a/x rollout', unit: 'seconds', values: [5, 5, 5.1] },
    { id: 'a/y rollout', unit: 'seconds', values: [5, undefined, 10] },
  ],
};

describe('The history of a cluster is told', () => {
  it('with what fails first, and the measurements that moved most', () => {
    expect(historyText(history)).to.equal(
      [
        'run    started           verdict     passed  failed  other',
        'run-1  2026-01-01 22:00  passed      7       0       1',
        'run-2  2026-01-02 22:00  incomplete  0       0       8',
        'run-3  2026-01-03 22:00  failed      6       1       0',
        '',
        'test      runs  passed  flake rate  state',
        'a/broken  · x   1 of 2  0 %         fails since run run-3, 1 in a row',
        'a/flaky   x-·   1 of 2  0 %         fixed in run run-3, after 1',
        '',
        'measurement  runs  earlier  newest',
        'a/y rollout  ▁ █   5.0 s    10.0 s',
        'a/x rollout  ▅▅▅   5.0 s    5.1 s',
        '',
        'runs, the oldest first: · passed, x failed, ? inconclusive, ! error, - not-run, s skipped',
        '',
        '1 of 2 runs passed (50 %); 1 more had no verdict on the cluster',
        '',
      ].join('\n'),
    );
  });

  it('without what there is none of', () => {
    const text = historyText({ ...history, tests: [], trends: [], passRate: undefined });
    expect(text)
      .to.match(/^run /)
      .and.match(/\n\nno run of 3 has a verdict on the cluster\n$/);
  });
});

describe('A line of bars', () => {
  it('has a bar for each value, and a gap where there is none', () => {
    expect(sparkline([1, 2, undefined, 8])).to.equal('▁▂ █');
  });

  it('is flat where values hardly differ', () => {
    expect(sparkline([100, 101, 99])).to.equal('▅▅▅');
    expect(sparkline([0, 0])).to.equal('▅▅');
  });
});
