import type { Results } from '../../results/model.ts';
import { budgetUse } from '../../publish/charts/contents/budget-use.ts';
import { testsByArea } from '../../publish/charts/contents/tests-by-area.ts';
import { renderChart } from '../../publish/charts/render-chart.ts';
import { FONT, toPng } from './to-png.ts';

/** A chart as an image, and what it shows. */
export interface ChartImage {
  /** The name of its file. */
  name: string;
  png: Uint8Array;
  title: string;
  description: string;
}

/** The charts of a run that a channel has use for, by the names of their files; the most important first. */
const CHARTS = { 'tests-by-area.png': testsByArea, 'budgets.png': budgetUse } as const;

/** The charts of a run as PNG; none for a run without tests. */
export async function chartImages(results: Results): Promise<ChartImage[]> {
  const images: ChartImage[] = [];
  for (const [name, chartOf] of Object.entries(CHARTS)) {
    const chart = chartOf(results);
    if (!chart) continue;
    const png = await toPng(renderChart(chart, { font: FONT, hasBackground: true }));
    images.push({ name, png, title: chart.title, description: chart.description });
  }
  return images;
}
