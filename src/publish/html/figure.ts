import type { Chart } from '../charts/chart.ts';
import { pagePalette } from '../charts/palette.ts';
import { renderChart } from '../charts/render-chart.ts';
import { html, markup, type Markup } from './markup.ts';

/** The widths that each chart is drawn for, in pixels: a page shows the one that fits. */
const WIDTHS = { wide: 860, narrow: 330 };

/**
 * A chart in a page, drawn for a desktop and for a phone, because texts in an image that is scaled down cannot be read.
 * @param id unique among the charts of the page. @param test that it is of, if it is of one.
 */
export function figure(chart: Chart, id: string, test?: string): Markup {
  return html`<figure data-test="${test}">
    <figcaption><h3>${chart.title}</h3></figcaption>
    ${Object.entries(WIDTHS).map(
      ([name, width]) =>
        html`<div class="${name}">
          ${markup(renderChart(chart, { palette: pagePalette, width, id: `${id}${name[0]}` }))}
        </div>`,
    )}
  </figure>`;
}
