import type { Event } from '../../../cluster/kinds/kinds.ts';
import { timeOf } from '../../event-time.ts';
import { ago, columns } from './lines.ts';

/** How many events are shown, the newest. */
const SHOWN = 60;

/** Events as a table, the newest last; pure. */
export function eventTable(events: readonly Event[], now: Date): string[] {
  const sorted = events.toSorted((a, b) => timeOf(a) - timeOf(b));
  const shown = sorted.slice(-SHOWN);
  const rows = shown.map((event) => {
    const { type = '', reason = '', message = '', involvedObject: about, series, count } = event;
    const times = series?.count ?? count ?? 1;
    const at = timeOf(event);
    const object = `${about.kind?.toLowerCase()}/${about.name}${about.fieldPath ? ` ${about.fieldPath}` : ''}`;
    const text = `${message.trim().replaceAll(/\s*\n\s*/g, ' ')}${times > 1 ? ` (${times} times)` : ''}`;
    return [Number.isNaN(at) ? '?' : ago(new Date(at).toISOString(), now), type, reason, object, text];
  });
  const left = sorted.length - shown.length;
  return [
    ...(left > 0 ? [`${left} older events are left out`] : []),
    ...columns(['SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'], rows),
  ];
}
