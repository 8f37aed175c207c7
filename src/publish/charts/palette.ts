import type { Outcome } from '../../results/quarantine.ts';

/** The colours of a chart. Lines and areas have a contrast of at least 3 : 1 to the background, texts of at least 4.5 : 1 (WCAG 2.2 AA). */
export interface Palette {
  background: string;
  /** Texts. */
  ink: string;
  /** Labels of axes. */
  muted: string;
  /** Axes and grids, which carry no meaning. */
  line: string;
  /** What is measured, in this order: the most important first. */
  series: readonly [string, string, string, string];
  /** Marks what a reader is to look at: the critical path, a budget. */
  accent: string;
  /** Areas behind the data. */
  shade: string;
  status: Readonly<Record<Outcome, string>>;
}

export const lightPalette: Palette = {
  background: '#ffffff',
  ink: '#1d2430',
  muted: '#566172',
  line: '#d8dee6',
  series: ['#1f6fb2', '#b4540a', '#6b4fbb', '#0b7a75'],
  accent: '#b4540a',
  shade: '#eef2f7',
  status: {
    passed: '#2f8f4e',
    failed: '#c8322b',
    error: '#8a45b5',
    inconclusive: '#a8780c',
    quarantined: '#8f5f14',
    'not-run': '#5f7186',
    skipped: '#8894a3',
  },
};

export const darkPalette: Palette = {
  background: '#12171f',
  ink: '#e7ebf0',
  muted: '#a3aebb',
  line: '#303946',
  series: ['#6db3f2', '#f0a35e', '#b9a2f5', '#56c4bd'],
  accent: '#f0a35e',
  shade: '#1b222d',
  status: {
    passed: '#57b874',
    failed: '#f2766d',
    error: '#cf93ee',
    inconclusive: '#dcae45',
    quarantined: '#c49a5b',
    'not-run': '#91a3b8',
    skipped: '#6f7c8c',
  },
};

/** The colours as the variables of CSS that `paletteVariables` defines, so that one image follows the theme of its page. */
export const pagePalette: Palette = {
  background: 'var(--chart-background)',
  ink: 'var(--chart-ink)',
  muted: 'var(--chart-muted)',
  line: 'var(--chart-line)',
  series: ['var(--chart-series-0)', 'var(--chart-series-1)', 'var(--chart-series-2)', 'var(--chart-series-3)'],
  accent: 'var(--chart-accent)',
  shade: 'var(--chart-shade)',
  status: {
    passed: 'var(--chart-status-passed)',
    failed: 'var(--chart-status-failed)',
    error: 'var(--chart-status-error)',
    inconclusive: 'var(--chart-status-inconclusive)',
    quarantined: 'var(--chart-status-quarantined)',
    'not-run': 'var(--chart-status-not-run)',
    skipped: 'var(--chart-status-skipped)',
  },
};

/** The declarations of CSS by which a page gives a palette to its charts. @example '--chart-ink:#1d2430;' */
export function paletteVariables(palette: Palette): string {
  const { series, status, ...single } = palette;
  return [...Object.entries(single), ...prefixed('series', series), ...prefixed('status', status)]
    .map(([name, colour]) => `--chart-${name}:${colour};`)
    .join('');
}

function prefixed(prefix: string, colours: object): [string, string][] {
  return Object.entries(colours).map(([name, colour]) => [`${prefix}-${name}`, String(colour)]);
}
