import type { CronJob } from '../../../../cluster/kinds/kinds.ts';
import { lastSpecWrite } from '../../../../cluster/trimmed.ts';
import { nextRun, runsBetween } from './next-run.ts';
import { parseSchedule, ScheduleError, type Schedule } from './parse-schedule.ts';
import { fixedZone, timeZone, type TimeZone } from './time-zone.ts';

/** How long a controller may take to make a run that is due, and how much its clock may differ from the API server's, in milliseconds. */
const GRACE_MS = 60_000;

/** How far the clocks may be changed twice a year, in milliseconds: where the time zone is not known, neither is this. */
const CLOCK_CHANGE_MS = 3_600_000;

/** Runs are counted up to this number, from which on the controller says that there are too many. */
export const MANY_RUNS = 100;

/** What the schedule of a CronJob says about its runs. */
export type DueRuns =
  /** It cannot be read by this machine, for the reason. */
  | { state: 'unread'; why: string }
  /** Its days never come, such as February 30. */
  | { state: 'never' }
  | {
      state: 'known';
      /** When the next run is due. */
      next: Date;
      /** The runs that were due after the last one and were not made, up to {@link MANY_RUNS}. */
      missed: number;
      /** When the CronJob was changed, if runs are missed, but none since this change: what was due before may be no run. */
      changed?: Date;
      /** How many runs were due between two times, up to {@link MANY_RUNS}. */
      count(after: Date, until: Date): number;
    };

/**
 * Compares the runs of a CronJob with its schedule, as its controller does; pure. A CronJob without a time zone follows the clocks of the
 * controller manager, which nothing tells: it has missed a run only if it has in every time zone in which its last run was on its schedule.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/cronjob/utils.go (mostRecentScheduleTime)
 * @param now the API server's time.
 */
export function dueRuns(cronJob: CronJob, now: Date): DueRuns {
  const text = cronJob.spec?.schedule ?? '';
  let schedule: Schedule;
  try {
    schedule = parseSchedule(text);
  } catch (error) {
    if (error instanceof ScheduleError)
      return { state: 'unread', why: `its schedule ${text} cannot be read: ${error.message}` };
    throw error;
  }
  const name = (schedule.kind === 'clock' ? schedule.zone : undefined) ?? cronJob.spec?.timeZone;
  const named = name === undefined ? undefined : timeZone(name);
  if (name !== undefined && !named) return { state: 'unread', why: `its time zone ${name} is not known here` };

  const last = Date.parse(cronJob.status?.lastScheduleTime ?? cronJob.metadata?.creationTimestamp ?? '');
  const from = Number.isNaN(last) ? now.getTime() : last;
  const isEveryHour = schedule.kind === 'interval' || fitsEveryHour(schedule);
  const zones = named ? [named] : zonesOf(schedule, cronJob, isEveryHour);
  const [zone, due] = latest(schedule, from, zones);
  const next = nextRun(schedule, now.getTime(), zones[0] ?? zone);
  if (due === undefined || next === undefined) return { state: 'never' };
  const patience = GRACE_MS + (named || isEveryHour ? 0 : CLOCK_CHANGE_MS);
  const until = now.getTime() - patience;
  const { count: missed } = runsBetween(schedule, { after: from, until, most: MANY_RUNS }, zone);
  const changed = changedAt(cronJob);
  const isExcused = missed > 0 && changed > from && (nextRun(schedule, changed, zone) ?? 0) > until;
  return {
    state: 'known',
    next: new Date(next),
    missed,
    ...(isExcused && { changed: new Date(changed) }),
    count: (after, before) =>
      runsBetween(schedule, { after: after.getTime(), until: before.getTime(), most: MANY_RUNS }, zone).count,
  };
}

/**
 * When the specification may have been changed last, in milliseconds since 1970; NaN when it is as it was created. A new schedule applies from
 * then on, and one that is suspended no more with `startingDeadlineSeconds`, too.
 */
export function changedAt(cronJob: CronJob): number {
  return (cronJob.metadata?.generation ?? 1) > 1 ? Date.parse(lastSpecWrite(cronJob) ?? '') : Number.NaN;
}

/** Whether a schedule is about minutes alone, and so the same in all time zones but those of half hours. */
function fitsEveryHour({ fields }: Extract<Schedule, { kind: 'clock' }>): boolean {
  const { hours, days, months, weekdays } = fields;
  return hours.size === 24 && days.size === 31 && months.size === 12 && weekdays.size === 7;
}

/** The zone in which a schedule is due latest, and when that is. */
function latest(schedule: Schedule, after: number, zones: readonly TimeZone[]): [TimeZone, number | undefined] {
  const [first = fixedZone(0), ...others] = zones;
  const due = nextRun(schedule, after, first);
  // What never comes in one of them never comes in any.
  if (due === undefined) return [first, undefined];
  return others.reduce<[TimeZone, number]>(
    (found, zone) => {
      const at = nextRun(schedule, after, zone) ?? 0;
      return at > found[1] ? [zone, at] : found;
    },
    [first, due],
  );
}

const HALF_HOUR_MS = 1_800_000;

/**
 * The time zones that the controller may have, the most likely one first: those in which the last run was on its schedule, and UTC; without a run
 * all.
 */
function zonesOf(schedule: Schedule, { status }: CronJob, isEveryHour: boolean): TimeZone[] {
  const utc = fixedZone(0);
  if (schedule.kind === 'interval') return [utc];
  // From 12 hours behind UTC to 14 hours ahead of it.
  const all = Array.from({ length: isEveryHour ? 2 : 53 }, (_, index) =>
    fixedZone((isEveryHour ? index : index - 24) * HALF_HOUR_MS),
  );
  const last = Date.parse(status?.lastScheduleTime ?? '');
  if (Number.isNaN(last)) return [utc, ...all];
  const fits = (zone: TimeZone) => nextRun(schedule, last - 1, zone) === last;
  return fits(utc) ? [utc] : [...all.filter(fits), utc];
}
