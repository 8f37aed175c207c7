import { cleanLine } from '../../results/clean-text.ts';
import type { Measurement } from '../../results/model.ts';
import { formatFigure } from '../figure.ts';

/** A measurement as texts. */
export interface MeasurementRow {
  id: string;
  value: string;
  /** Absent when there is none. */
  budget?: string;
  /** How much of the budget it used, in percent; absent where the budget is 0, or there is none. */
  percent?: number;
  isOver: boolean;
  why?: string;
}

/** A measurement for people; pure. */
export function measurementRow(one: Measurement): MeasurementRow {
  const { budget, interval, unit } = one;
  const bounds = interval && ` (${interval.map((value) => formatFigure({ value, unit, interval })).join(' to ')})`;
  return {
    id: cleanLine(one.id, 80),
    value: `${formatFigure(one)}${bounds ?? ''}`,
    isOver: budget !== undefined && one.value > budget,
    ...(budget !== undefined && { budget: formatFigure({ value: budget, unit }) }),
    ...(budget !== undefined && budget > 0 && { percent: Math.round((one.value / budget) * 100) }),
    ...(one.budgetReason !== undefined && { why: cleanLine(one.budgetReason) }),
  };
}
