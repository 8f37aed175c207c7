import { cleanLine } from '../../../results/clean-text.ts';
import type { Results } from '../../../results/model.ts';
import { runNotes } from '../../../results/run-notes.ts';
import { leftOutText } from '../../../results/selection.ts';
import { notCoveredLines } from '../../not-covered.ts';
import { html, type Markup } from '../markup.ts';

/** What no test has judged, and what is worth knowing although it is no failure. */
export function coverageSection(results: Results): Markup {
  const leftOut = leftOutText(results.run);
  const lines = [...(leftOut === '' ? [] : [leftOut]), ...notCoveredLines(results)];
  return html`<section id="coverage" aria-labelledby="coverage-heading">
      <h2 id="coverage-heading">What was not covered</h2>
      ${lines.length === 0 ? html`<p class="quiet">Nothing was left out.</p>` : list(lines)}
    </section>
    ${notes(results)}`;
}

function notes({ run, tests }: Results): Markup | false {
  const ofTests = Map.groupBy(
    tests.flatMap(({ id, notes: texts = [] }) => texts.map((text) => ({ id, text }))),
    ({ text }) => text,
  );
  const all = [
    ...runNotes(run),
    ...[...ofTests].map(
      ([text, hit]) => `${hit[0]?.id ?? ''}${hit.length > 1 ? ` and ${hit.length - 1} more` : ''}: ${text}`,
    ),
  ];
  if (all.length === 0) return false;
  return html`<section id="notes" aria-labelledby="notes-heading">
    <h2 id="notes-heading">Notes</h2>
    ${list(all.slice(0, NOTES))}
    ${all.length > NOTES && html`<p class="quiet">and ${all.length - NOTES} more, at their tests</p>`}
  </section>`;
}

/** How many notes are listed. */
const NOTES = 40;

function list(lines: readonly string[]): Markup {
  return html`<ul class="lines">
    ${lines.map((line) => html`<li>${cleanLine(line, 600)}</li>`)}
  </ul>`;
}
