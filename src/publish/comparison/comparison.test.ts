import { expect } from 'chai';
import type { Comparison } from '../../results/compare/comparison.ts';
import { comparisonMarkdown } from './markdown.ts';
import { comparisonText } from './text.ts';

const seconds = { unit: 'seconds', worse: 'larger', before: [5], after: [6.5] } as const;
const worse: Comparison = {
  before: ['b-1', 'b-2'],
  after: ['a-1'],
  history: ['h-1'],
  facts: [{ what: 'Kubernetes', before: 'v1.36.3', after: 'v1.37.2' }],
  tests: [
    {
      id: 'a/breaks',
      title: 'a',
      change: 'newly failing',
      before: ['passed', 'passed'],
      after: ['failed'],
      cause: 'no endpoint',
    },
    { id: 'a/gone', title: 'a', change: 'missing', before: ['passed', 'skipped'], after: [] },
  ],
  measurements: [
    { ...seconds, id: 'a/x rollout', verdict: 'slower', means: { before: 5, after: 6.5 } },
    { ...seconds, id: 'a/y rollout', verdict: 'faster', means: { before: 5, after: 2.5 } },
    { ...seconds, id: 'a/z rollout', verdict: 'same', means: { before: 5, after: 5 } },
    { ...seconds, id: 'a/w rollout', verdict: 'cannot tell yet', means: { before: 5, after: 6 }, moreRuns: 7 },
  ],
  regressions: ['a/breaks fails', 'a/gone is missing', 'a/x rollout is slower'],
};
const equal: Comparison = {
  ...{ before: ['b-1'], after: ['a-1'] },
  ...{ history: [], facts: [], tests: [], measurements: [], regressions: [] },
};

describe('A comparison is told', () => {
  it('as text, the verdict last', () => {
    expect(comparisonText(worse)).to.equal(
      [
        'before: b-1, b-2, with 1 earlier of the same state; after: a-1',
        '',
        'changed     before   after',
        'Kubernetes  v1.36.3  v1.37.2',
        '',
        'newly failing     a/breaks  (passed (2) → failed)',
        '                    no endpoint',
        '',
        'missing           a/gone  (passed, skipped → –)',
        '',
        'measurement  before  after  difference  verdict',
        'a/x rollout  5.0 s   6.5 s  +30 %       slower',
        'a/y rollout  5.0 s   2.5 s  −50 %       faster',
        '',
        '1 measurement the same, 1 cannot be told yet (about 7 more runs for the noisiest)',
        '',
        'WORSE: 1 newly failing, 1 missing, 1 slower, 1 faster',
        '',
      ].join('\n'),
    );
  });

  it('in short when nothing differs', () => {
    expect(comparisonText(equal)).to.equal(
      'before: b-1; after: a-1\n\nNOT WORSE: no test and no measurement differs\n',
    );
  });

  it('as Markdown, in which no text of a cluster is markup or mentions somebody', () => {
    const cause = '<img src=x> | `rm` @team #1 [a](b)';
    const text = comparisonMarkdown({ ...worse, tests: worse.tests.map((test) => ({ ...test, cause })) });
    expect(text).to.match(/^\*\*WORSE: 1 newly failing, /);
    expect(text).to.include('| newly failing | before | after | cause |\n| --- | --- | --- | --- |\n| a/breaks | ');
    expect(text).to.include('&#60;img src=x&#62; &#124; &#96;rm&#96; &#64;team &#35;1 &#91;a&#93;(b) |');
  });

  it('with a limited number of lines', () => {
    const [test] = worse.tests;
    if (!test) throw new Error('the sample has no test');
    const tests = Array.from({ length: 5_000 }, (_, index) => ({
      ...test,
      id: `a/${index}`,
      cause: 'x'.repeat(10_000),
    }));
    const text = comparisonText({ ...worse, tests });
    expect(text).to.include('and 4970 more').and.have.lengthOf.below(20_000);
  });
});
