import { trendChart } from '../../charts/contents/trend.ts';
import { pagePalette } from '../../charts/palette.ts';
import { renderChart } from '../../charts/render-chart.ts';
import { historySections, type HistorySections } from '../../history/sections.ts';
import { statusWord } from '../../status-word.ts';
import type { History } from '../../../results/history/history.ts';
import type { Status } from '../../../results/model.ts';
import { html, markup, type Markup } from '../markup.ts';

/** The width of a trend, and of a run in a strip, in pixels. */
const TREND = 150;
const RUN = 9;
/** How high a run is in a strip, in pixels, so that it can be told without its colour. */
const HEIGHTS: Readonly<Record<Status, number>> = {
  ...{ failed: 14, error: 11, inconclusive: 8, 'not-run': 8, passed: 5, skipped: 2 },
};
const HIGHEST = 14;

/**
 * The runs of a cluster over time: pass rate, tests that did not always pass, trends of measurements.
 * @param nameOf a test, as a link where the page has it. @param note below the heading. @default none
 */
export function historySection(history: History, nameOf: (id: string) => Markup, note?: string): Markup {
  const { rate, runs, tests, moreTests, trends } = historySections(history);
  return html`<section id="history" aria-labelledby="history-heading">
    <h2 id="history-heading">History</h2>
    <p>${rate.slice(0, 1).toUpperCase()}${rate.slice(1)}.</p>
    ${note !== undefined && html`<p class="quiet">${note}</p>`} ${runsTable(runs)}
    <h3>Tests that did not always pass</h3>
    ${tests.length === 0 ? html`<p class="quiet">None.</p>` : testsTable(tests, nameOf)}
    ${moreTests > 0 && html`<p class="quiet">and ${moreTests} more</p>`}
    <h3>Measurements that moved most</h3>
    ${trends.length === 0 ? html`<p class="quiet">No earlier run has measured what the newest one did.</p>` : trendsTable(trends)}
  </section>`;
}

/** @param name of the table, for who does not see the heading above it. */
function table(name: string, head: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">
    <table>
      <thead>
        <tr>
          ${head.map((text) => html`<th scope="col" class="${NUMBERS.has(text) && 'number'}">${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** The columns of figures. */
const NUMBERS = new Set(['Passed', 'Failed', 'Other', 'Flake rate', 'Median before', 'Newest', 'Budget']);

function runsTable(runs: HistorySections['runs']): Markup {
  return table(
    'Runs',
    ['Run', 'Started', 'Verdict', 'Passed', 'Failed', 'Other'],
    runs.map(
      ([id, started, verdict, ...counts]) =>
        html`<tr>
          <th scope="row"><span class="id">${id}</span></th>
          <td>${started}</td>
          <td>${verdict?.replace('-', ' ')}</td>
          ${counts.map((count, index) => html`<td class="number counted" data-what="${COUNTS[index]}">${count}</td>`)}
        </tr>`,
    ),
  );
}

/** What a phone, which has no heads of columns, shows behind a count. */
const COUNTS = ['passed', 'failed', 'other'];

function testsTable(tests: HistorySections['tests'], nameOf: (id: string) => Markup): Markup {
  return table(
    'Tests that did not always pass',
    ['Test', 'Runs, oldest first', 'Passed', 'Flake rate', 'State'],
    tests.map(
      ({ test, passed, flakeRate, state }) =>
        html`<tr>
          <th scope="row">${nameOf(test.id)}</th>
          <td>${strip(test.statuses)}</td>
          <td class="number counted" data-what="passed">${passed}</td>
          <td class="number counted" data-what="flaky">${flakeRate}</td>
          <td class="why">${state}</td>
        </tr>`,
    ),
  );
}

/** How a test ended in each run: the worse, the higher. */
function strip(statuses: readonly (Status | undefined)[]): Markup {
  const width = statuses.length * RUN;
  const words = statuses.map((status) => (status === undefined ? 'not planned' : statusWord(status)));
  return html`<svg
    class="strip"
    viewBox="0 0 ${width} ${HIGHEST}"
    width="${width}"
    height="${HIGHEST}"
    role="img"
    aria-label="${words.join(', ')}"
  >
    ${statuses.map(
      (status, index) =>
        status !== undefined &&
        html`<rect
          class="share"
          data-status="${status}"
          x="${index * RUN}"
          y="${HIGHEST - HEIGHTS[status]}"
          width="${RUN - 2}"
          height="${HEIGHTS[status]}"
        ></rect>`,
    )}
  </svg>`;
}

function trendsTable(trends: HistorySections['trends']): Markup {
  return table(
    'Measurements that moved most',
    ['Measurement', 'Trend', 'Median before', 'Newest', 'Budget'],
    trends.map(
      ({ trend, id, earlier, newest, budget }, index) =>
        html`<tr>
          <th scope="row"><span class="id">${id}</span></th>
          <td class="trend">
            ${markup(renderChart(trendChart(trend), { palette: pagePalette, width: TREND, id: `t${index}` }))}
          </td>
          <td class="number">${earlier}</td>
          <td class="number after">${newest}</td>
          <td class="number budget">${budget}</td>
        </tr>`,
    ),
  );
}
