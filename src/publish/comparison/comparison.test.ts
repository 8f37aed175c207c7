import { expect } from 'chai';
import type { Comparison } from '../../results/compare/comparison.ts';
import { comparisonHtml } from './html.ts';
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

/** The texts of a page, without its style, script and images. */
const wordsOf = (page: string) =>
  page
    .slice(page.indexOf('<main'))
    .replaceAll(/<(style|script|svg)\b[^]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

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
    expect(text).to.include('&#60;img src=x&#62; &#124; &#96;rm&#96; `@team` `#1` &#91;a&#93;(b) |');
  });

  it('as Markdown that a comment of GitHub has room for', () => {
    const [test] = worse.tests;
    if (!test) throw new Error('the sample has no test');
    const tests = Array.from({ length: 500 }, (_, index) => ({ ...test, id: `a/${index}`, cause: '_'.repeat(1_000) }));
    const changes = ['newly failing', 'missing', 'no longer judged', 'fixed'] as const;
    const all = changes.flatMap((change) => tests.map((one) => ({ ...one, change })));
    const text = comparisonMarkdown({ ...worse, tests: all });
    expect(text).to.have.lengthOf.within(20_000, 65_536);
    expect(text.match(/\n\nand 490 more\n/g)).to.have.length(changes.length);
  });

  it('as a page: what changed in the cluster, then tests, then measurements with their intervals', () => {
    const interval = (low: number, high: number) => ({ interval: [low, high] as [number, number] });
    const [slower, faster, ...rest] = worse.measurements;
    if (!slower || !faster) throw new Error('the sample has no measurement');
    const page = comparisonHtml({
      ...worse,
      measurements: [{ ...slower, ...interval(0.1, 0.54) }, { ...faster, ...interval(-0.6, -0.4) }, ...rest],
    });
    const text = wordsOf(page);
    const order = [
      'worse 1 newly failing, 1 missing, 1 slower, 1 faster.',
      'before: b-1, b-2, with 1 earlier of the same state; after: a-1',
      'What changed in the cluster Fact Before After Kubernetes v1.36.3 v1.37.2',
      '1 newly failing Test Before After Cause a/breaks passed (2) failed no endpoint',
      '1 missing Test Before After Cause a/gone passed, skipped –',
      'a/x rollout 5.0 s 6.5 s +30 % slower a/y rollout 5.0 s 2.5 s −50 % faster',
      'Differences of measurements',
      'a/w rollout 5.0 s 6.0 s +20 % cannot tell yet (about 7 more runs) a/z rollout 5.0 s 5.0 s +0 % same',
    ];
    for (const one of order) expect(text).to.include(one);
    expect(order.map((one) => text.indexOf(one))).to.deep.equal(
      order.map((one) => text.indexOf(one)).toSorted((a, b) => a - b),
    );
    expect(page)
      .to.include(
        'aria-label="a/x rollout: +30 %, slower, between +10 % and +54 %; a/y rollout: −50 %, faster, between −60 % and −40 %"',
      )
      .and.to.match(/data-verdict="failed"/)
      .and.not.match(/ style=| on[a-z]+="|javascript:|(?:src|href)="(?:https?:)?\/\//i);
  });

  it('as a page in which no text of a cluster is markup, and that is limited', () => {
    const hostile = '<script>alert(1)</script>" onload="x';
    const [test] = worse.tests;
    if (!test) throw new Error('the sample has no test');
    const tests = Array.from({ length: 5_000 }, (_, index) => ({ ...test, id: `${index}${hostile}`, cause: hostile }));
    const page = comparisonHtml({ ...worse, tests, facts: [{ what: hostile, before: hostile, after: hostile }] });
    expect(page.match(/<script/g)).to.have.length(1);
    expect(page).to.include('and 4700 more').and.have.lengthOf.below(300_000);
    expect(page).to.not.include(' onload="');
    expect(wordsOf(comparisonHtml(equal))).to.include('not worse No test and no measurement differs.');
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
