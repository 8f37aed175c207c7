import { cleanLine } from '../../results/clean-text.ts';
import type { Measurement, Results } from '../../results/model.ts';
import { formatDuration } from '../../time/duration.ts';

/**
 * The figures of a load test for people, one line for the load and for each threshold: the status, the expected and the measured value. Pure.
 * @example 'passed  p95 < 500ms  p95 123 ms'
 */
export function figureLines({ tests }: Results): string[] {
  const rows = tests.map(({ status, title, measurements }) => ({
    status: status === 'not-run' ? 'not run' : status,
    title: cleanLine(title),
    figures: measurements.length === 0 ? 'not measured' : measurements.map(formatFigure).join(', '),
  }));
  const width = (column: 'status' | 'title') => Math.max(0, ...rows.map((row) => row[column].length));
  const [statuses, titles] = [width('status'), width('title')];
  return rows.map(({ status, title, figures }) => `${status.padEnd(statuses)}  ${title.padEnd(titles)}  ${figures}`);
}

function formatFigure({ id, value, unit }: Measurement): string {
  switch (unit) {
    case 'seconds':
      return `${id} ${formatDuration(value)}`;
    case 'ratio':
      return `${id} ${Number((100 * value).toPrecision(3))} %`;
    case 'per second':
      return `${id} ${value.toFixed(1)}/s`;
    default:
      return `${value} ${id}`;
  }
}
