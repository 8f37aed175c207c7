import type { Results } from '../../../results/model.ts';
import { runTimeLine } from '../../run-time.ts';
import { html, type Markup } from '../markup.ts';
import { measurementRow } from '../measurement-row.ts';
import { testLink } from '../test-link.ts';

/** How many measurements with a budget are in the table, those that used most of it; each test has its own. */
const ROWS = 60;

/** The time of the run, and the measurements with budgets. */
export function measurementsSection({ run, tests }: Results): Markup {
  const time = runTimeLine(run);
  const rows = tests
    .flatMap(({ id, measurements }) => measurements.map((one) => ({ test: id, ...measurementRow(one) })))
    .filter(({ budget }) => budget !== undefined)
    .toSorted((a, b) => Number(b.isOver) - Number(a.isOver) || (b.percent ?? 0) - (a.percent ?? 0));
  const count = tests.reduce((sum, { measurements }) => sum + measurements.length, 0);
  return html`<section id="measurements" aria-labelledby="measurements-heading">
    <h2 id="measurements-heading">Measurements</h2>
    ${time !== undefined && html`<p>The run took ${time}.</p>`}
    ${rows.length === 0 ? html`<p class="quiet">No test has measured anything that has a budget.</p>` : table(rows.slice(0, ROWS))}
    <p class="quiet">${remark(count, rows.length)}</p>
  </section>`;
}

function remark(count: number, withBudget: number): string {
  if (count === 0) return 'No test has measured anything.';
  const shown = withBudget > ROWS ? `The ${ROWS} that used most of their budgets, of ${withBudget}. ` : '';
  return `${shown}${count} measurements in all; each test has its own.`;
}

function table(rows: readonly ({ test: string } & ReturnType<typeof measurementRow>)[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Measurements with budgets">
    <table>
      <thead>
        <tr>
          <th scope="col">Test</th>
          <th scope="col">Measurement</th>
          <th scope="col" class="number">Value</th>
          <th scope="col" class="number">Budget</th>
          <th scope="col" class="number">Used</th>
          <th scope="col">Reason of the budget</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ test, id, value, budget, percent, isOver, why }) =>
            html`<tr class="${isOver && 'over'}">
              <th scope="row">${testLink(test)}</th>
              <td>${id}</td>
              <td class="number">${value}</td>
              <td class="number budget">${budget}</td>
              <td class="number">${percent !== undefined && `${percent} %`}${isOver && ' over'}</td>
              <td class="why">${why}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
