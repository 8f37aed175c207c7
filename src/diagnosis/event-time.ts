import type { Event } from '../cluster/kinds/kinds.ts';

/** When an event was last seen, in milliseconds since 1970; pure. */
export function timeOf({ series, lastTimestamp, eventTime, metadata }: Event): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '');
}
