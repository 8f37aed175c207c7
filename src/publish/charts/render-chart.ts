import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart } from './chart.ts';
import { lightPalette, type Palette } from './palette.ts';
import { plainSvg } from './plain-svg.ts';

use([
  ...[BarChart, CustomChart, LineChart],
  ...[GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer],
]);

/** How a chart is drawn. */
export interface ChartImage {
  /** In pixels. @default 860 */
  width?: number;
  /** @default lightPalette */
  palette?: Palette;
  /**
   * The font of all texts. An image that is turned into pixels needs one that is there; a page uses that of its reader.
   * @default 'system-ui, sans-serif'
   */
  font?: string;
  /** What the ids in the image begin with: unique among the images of one page. @default 'chart' */
  id?: string;
  /** Whether the background is drawn. A page has its own; an image that stands alone needs one. @default false */
  hasBackground?: boolean;
}

/** The default width of a chart, in pixels. */
export const WIDE = 860;

/**
 * Draws a chart as SVG, without a browser. Equal charts give equal texts. Whatever is in its texts is escaped, and it has neither scripts nor styles,
 * so that a page with a strict content security policy can contain it.
 * @example renderChart(testsByArea(results), { palette: darkPalette, font: 'DejaVu Sans', hasBackground: true })
 */
export function renderChart(chart: Chart, image: ChartImage = {}): string {
  const { width = WIDE, palette = lightPalette, font = 'system-ui, sans-serif', id = 'chart' } = image;
  const height = chart.height(width);
  const drawn = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    drawn.setOption({
      animation: false,
      textStyle: { fontFamily: font, fontSize: 12, color: palette.ink },
      ...(image.hasBackground && { backgroundColor: palette.background }),
      ...chart.option({ palette, width }),
    });
    return plainSvg(drawn.renderToSVGString({ useViewBox: true }), { id, label: chart.description });
  } finally {
    drawn.dispose();
  }
}
