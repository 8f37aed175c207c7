import type { Measurement } from '../results/model.ts';
import { formatDuration } from '../time/duration.ts';

/** As many digits are told: more is noise in anything that is measured from outside of a cluster. */
const DIGITS = 3;

/**
 * A value as precise as it can mean something: three digits, and all those before the point; seconds at most to the millisecond, and whole ones where
 * the time stamps that they come from are whole; bytes and counts whole. `results.json` keeps the whole value.
 * @example roundedValue({ value: 14.479917069, unit: 'seconds' }) // 14.5
 */
export function roundedValue({ value, unit, interval }: Pick<Measurement, 'value' | 'unit' | 'interval'>): number {
  if (unit === 'bytes' || unit === 'count' || interval !== undefined) return Math.round(value);
  if (value === 0 || !Number.isFinite(value)) return value;
  const wanted = DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(Math.max(0, wanted), unit === 'seconds' ? 3 : 20);
  return Number(value.toFixed(decimals));
}

/** A measurement for people, without its budget. @example '14.5 s' */
export function formatFigure(figure: Pick<Measurement, 'value' | 'unit' | 'interval'>): string {
  const value = roundedValue(figure);
  return figure.unit === 'seconds' ? formatDuration(value) : `${value} ${figure.unit}`;
}
