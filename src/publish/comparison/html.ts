import type { TestChange } from '../../results/compare/compare-tests.ts';
import type { Comparison } from '../../results/compare/comparison.ts';
import { differences } from '../charts/contents/differences.ts';
import { figure } from '../html/figure.ts';
import { html, type Markup } from '../html/markup.ts';
import { pageFrame } from '../html/page-frame.ts';
import { sectionsOf, type Sections } from './sections.ts';

/** How many rows of one kind are shown; the rest is counted. */
const SHOWN = 300;

/** The status in whose colour a change is shown. */
const COLOURS: Readonly<Record<TestChange, string>> = {
  ...{ 'newly failing': 'failed', missing: 'failed', 'no longer judged': 'inconclusive', quarantined: 'quarantined' },
  ...{ 'still failing': 'failed', fixed: 'passed', added: 'skipped' },
};

/**
 * A comparison as one page for people, which opens from a disk and asks no network: the verdict, the facts of the cluster that changed, the tests that differ with
 * their causes, and the measurements with the interval of each difference. Pure.
 */
export function comparisonHtml(comparison: Comparison): string {
  const sections = sectionsOf(comparison, SHOWN);
  const [word = '', rest = ''] = sections.verdict.toLowerCase().split(': ', 2);
  return pageFrame({
    title: `${word} · ${sections.runs}`,
    subject: 'comparison',
    sections: [
      ['facts', 'What changed'],
      ['tests', 'Tests'],
      ['measurements', 'Measurements'],
    ],
    main: html`<section class="verdict" data-verdict="${colourOf(comparison)}" aria-labelledby="verdict">
        <h1 id="verdict"><span class="word">${word}</span></h1>
        <p class="sentence">${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}.</p>
        <p class="quiet sides">${sections.runs}</p>
      </section>
      ${factsSection(sections)} ${testsSection(sections)} ${measurementsSection(sections, comparison)}`,
    scripts: ['theme.js'],
  });
}

/** The verdict of a run that looks like it. */
function colourOf({ regressions, tests, lost }: Comparison): 'failed' | 'inconclusive' | 'passed' {
  if (regressions.length > 0) return 'failed';
  return lost !== undefined || tests.some(({ change }) => change === 'no longer judged') ? 'inconclusive' : 'passed';
}

function factsSection({ facts }: Sections): Markup {
  return html`<section id="facts" aria-labelledby="facts-heading">
    <h2 id="facts-heading">What changed in the cluster</h2>
    ${
      facts.length === 0
        ? html`<p class="quiet">No fact that is recorded of the cluster and of the runs differs.</p>`
        : table(['Fact', 'Before', 'After'], facts, 'Facts before and after')
    }
  </section>`;
}

function testsSection({ tests }: Sections): Markup {
  return html`<section id="tests" aria-labelledby="tests-heading">
    <h2 id="tests-heading">Tests that differ</h2>
    ${tests.length === 0 && html`<p class="quiet">None: each test ended as before.</p>`}
    ${tests.map(
      ({ change, rows, more }) =>
        html`<h3><span class="dot" data-status="${COLOURS[change]}"></span>${rows.length + more} ${change}</h3>
          ${table(['Test', 'Before', 'After', 'Cause'], rows, `Tests ${change}`)} ${moreLine(more)}`,
    )}
  </section>`;
}

function measurementsSection({ measurements, unmoved, rest }: Sections, comparison: Comparison): Markup {
  const chart = differences(comparison.measurements);
  const head = ['Measurement', 'Before', 'After', 'Difference', 'Verdict'];
  return html`<section id="measurements" aria-labelledby="measurements-heading">
    <h2 id="measurements-heading">Measurements</h2>
    ${
      measurements.rows.length === 0
        ? html`<p class="quiet">None is known to be slower or faster.</p>`
        : html`${table(head, measurements.rows, 'Measurements that differ')} ${moreLine(measurements.more)}`
    }
    ${
      chart &&
      html`${figure(chart, 'differences')}
        <p class="quiet">
          A dot is the difference of the means, a bar the interval that the true one is in with 90 % confidence. A bar
          within the shaded area is the same.
        </p>`
    }
    ${
      unmoved.rows.length > 0 &&
      html`<details class="group">
        <summary><h3>${rest}</h3></summary>
        ${table(head, unmoved.rows, 'Measurements that do not differ, or cannot be told yet')} ${moreLine(unmoved.more)}
      </details>`
    }
  </section>`;
}

function moreLine(more: number): Markup | false {
  return more > 0 && html`<p class="quiet">and ${more} more</p>`;
}

/** @param name of the table, for who does not see the heading above it. */
function table(head: readonly string[], rows: readonly string[][], name: string): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">
    <table>
      <thead>
        <tr>
          ${head.map((text) => html`<th scope="col">${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...cells]) =>
            html`<tr>
              <th scope="row"><span class="${head[0] !== 'Fact' && 'id'}">${first}</span></th>
              ${cells.map((cell, index) => html`<td class="${CLASSES[head[index + 1] ?? '']}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The classes of cells, by their column. */
const CLASSES: Readonly<Record<string, string>> = { After: 'after', Cause: 'why' };
