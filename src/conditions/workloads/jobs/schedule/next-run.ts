import type { ClockFields, Schedule } from './parse-schedule.ts';
import type { TimeZone } from './time-zone.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** After so many years without a run the controller takes a schedule for one that is never due. */
const YEARS = 5;

/** The farthest that clocks are ahead of UTC, and behind it, in milliseconds, with an hour to spare. */
const AHEAD_MS = 15 * 60 * MINUTE_MS;
const BEHIND_MS = 13 * 60 * MINUTE_MS;

/**
 * When something is due next, in milliseconds since 1970; `undefined` when it never is, such as on February 30; pure. A time that the clocks skip
 * has no run, and one that they show twice has two, as for the CronJob controller.
 * https://github.com/robfig/cron/blob/v3.0.1/spec.go (Next)
 * @param after milliseconds since 1970. @param zone whose clocks count.
 */
export function nextRun(schedule: Schedule, after: number, zone: TimeZone): number | undefined {
  if (schedule.kind === 'interval') return Math.floor(after / 1_000) * 1_000 + schedule.everyMs;
  const { fields } = schedule;
  const today = startOfDay(after + zone.offsetAt(after));
  const end = new Date(today).getUTCFullYear() + YEARS;
  // The clocks may be put back across midnight, so yesterday may not be over.
  for (let day = new Date(today - DAY_MS); day.getUTCFullYear() <= end;) {
    if (!fields.months.has(day.getUTCMonth() + 1)) {
      day = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1));
      continue;
    }
    if (fitsDay(fields, day)) {
      const found = firstOfDay(fields, day.getTime(), after, zone);
      if (found !== undefined) return found;
    }
    day = new Date(day.getTime() + DAY_MS);
  }
  return undefined;
}

/**
 * How often something was due, and when first.
 * @param after milliseconds since 1970; a run at this time does not count. @param until the same; a run at this time counts.
 * @param most counts no further.
 */
export function runsBetween(
  schedule: Schedule,
  { after, until, most }: { after: number; until: number; most: number },
  zone: TimeZone,
): { count: number; first: number | undefined } {
  let count = 0;
  let first: number | undefined;
  for (let at = nextRun(schedule, after, zone); at !== undefined && at <= until && count < most;) {
    first ??= at;
    count += 1;
    at = nextRun(schedule, at, zone);
  }
  return { count, first };
}

function startOfDay(wallTime: number): number {
  return Math.floor(wallTime / DAY_MS) * DAY_MS;
}

function fitsDay({ days, weekdays, eitherDay }: ClockFields, day: Date): boolean {
  const [fits, fitsWeek] = [days.has(day.getUTCDate()), weekdays.has(day.getUTCDay())];
  return eitherDay ? fits || fitsWeek : fits && fitsWeek;
}

/** The first run of a day after some time. @param day its midnight, as if its clocks showed UTC. */
function firstOfDay({ hours, minutes }: ClockFields, day: number, after: number, zone: TimeZone): number | undefined {
  const offsets = new Set([zone.offsetAt(day - AHEAD_MS), zone.offsetAt(day + DAY_MS + BEHIND_MS)]);
  let found: number | undefined;
  for (const hour of hours)
    for (const minute of minutes)
      for (const offset of offsets) {
        const at = day + (hour * 60 + minute) * MINUTE_MS - offset;
        if (at <= after || at >= (found ?? Number.POSITIVE_INFINITY)) continue;
        if (offsets.size === 1 || zone.offsetAt(at) === offset) found = at;
      }
  return found;
}
