import type { Measurement, OverTime } from '../../../results/model.ts';
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
  const { overTime = {}, ...shares } = visible ?? {};
  return [
    ...Object.entries(counts).map(([id, value]) => ({ id, value, unit: 'count' as const })),
    ...Object.entries(shares).map(([share, value]) => ({
      ...{ id: `time-to-visible-${share}`, unit: 'seconds' as const },
      value: tenths(value),
      ...inTenths(share === 'p50' || share === 'p99' ? overTime[share] : undefined),
    })),
  ];
}

function inTenths(overTime: OverTime | undefined): Pick<Measurement, 'overTime'> {
  return overTime ? { overTime: { ...overTime, values: overTime.values.map(tenths) } } : {};
}

/** Looks at the store are seconds apart. */
function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
