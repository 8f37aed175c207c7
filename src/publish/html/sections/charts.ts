import type { Results } from '../../../results/model.ts';
import { pagePalette } from '../../charts/palette.ts';
import { renderChart } from '../../charts/render-chart.ts';
import { html, markup, type Markup } from '../markup.ts';
import { notRecorded, type ReportChart } from '../report-charts.ts';

/** The widths that each chart is drawn for, in pixels: a page shows the one that fits. */
const WIDTHS = { wide: 860, narrow: 330 };

/** The charts. Each is drawn for a desktop and for a phone, because texts in an image that is scaled down cannot be read. */
export function chartsSection(results: Results, charts: readonly ReportChart[]): Markup {
  return html`<section id="charts" aria-labelledby="charts-heading">
    <h2 id="charts-heading">Charts</h2>
    ${charts.map(
      ({ chart, test }, index) =>
        html`<figure data-test="${test}">
          <figcaption><h3>${chart.title}</h3></figcaption>
          ${Object.entries(WIDTHS).map(
            ([name, width]) =>
              html`<div class="${name}">
                ${markup(renderChart(chart, { palette: pagePalette, width, id: `c${index}${name[0]}` }))}
              </div>`,
          )}
        </figure>`,
    )}
    <ul class="lines quiet">
      ${notRecorded(results, charts).map((line) => html`<li>${line}</li>`)}
    </ul>
  </section>`;
}
