import type { FirstRun } from '../event/run-event.ts';

/** A time in UTC for people of any time zone. @param at RFC 3339. @example when('2026-11-21T08:14:50.000Z') // '2026-11-21 08:14 UTC' */
export function when(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Since when something fails. @example 'since 2026-11-21 08:14 UTC' @example 'since at least 2026-11-21 08:14 UTC' */
export function sinceText({ startedAt, atLeast }: FirstRun): string {
  return `since ${atLeast ? 'at least ' : ''}${when(startedAt)}`;
}
