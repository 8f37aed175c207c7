import type { EChartsOption } from 'echarts';
import type { Palette } from './palette.ts';

/** What a chart is drawn for. */
export interface ChartView {
  palette: Palette;
  /** In pixels: a phone has some 340. */
  width: number;
}

/** A chart, apart from its size and colours. */
export interface Chart {
  /** Its heading; it is not part of the image. */
  title: string;
  /** What it shows, in a sentence with the figures that matter: for readers who do not see it. */
  description: string;
  /** In pixels; it depends on the width where texts need a line of their own. */
  height(width: number): number;
  /** What is drawn. Texts in it may come from a cluster: `cleanLine` shortens them, and the renderer escapes them. */
  option(view: ChartView): EChartsOption;
}

/** Below this width a chart is drawn for a phone, in pixels. */
export const NARROW = 480;
