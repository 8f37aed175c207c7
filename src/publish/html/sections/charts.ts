import type { Results } from '../../../results/model.ts';
import { figure } from '../figure.ts';
import { html, type Markup } from '../markup.ts';
import { notRecorded, type ReportChart } from '../report-charts.ts';

/** The charts, and what they cannot show. */
export function chartsSection(results: Results, charts: readonly ReportChart[]): Markup {
  return html`<section id="charts" aria-labelledby="charts-heading">
    <h2 id="charts-heading">Charts</h2>
    ${charts.map(({ chart, test }, index) => figure(chart, `c${index}`, test))}
    <ul class="lines quiet">
      ${notRecorded(results, charts).map((line) => html`<li>${line}</li>`)}
    </ul>
  </section>`;
}
