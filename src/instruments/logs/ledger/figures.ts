import type { Measurement } from '../../../results/model.ts';
import type { Ledger } from './ledger.ts';
import type { TimeToVisible } from './time-to-visible.ts';

/** A ledger as measurements; pure. @param visible left out where it could not be measured. */
export function figuresOf(ledger: Ledger | undefined, visible: TimeToVisible | undefined): Measurement[] {
  if (!ledger) return [];
  const counts = {
    'lines-written': ledger.written,
    'lines-lost': ledger.written - ledger.arrived,
    'lines-changed': ledger.changed.length,
    'lines-duplicated': ledger.duplicated.copies,
    'lines-out-of-order': ledger.outOfOrder,
  };
  return [
    ...Object.entries(counts).map(([id, value]) => ({ id, value, unit: 'count' as const })),
    ...Object.entries(visible ?? {}).map(([share, value]) => ({
      ...{ id: `time-to-visible-${share}`, unit: 'seconds' as const },
      value: Math.round(value * 10) / 10,
    })),
  ];
}
