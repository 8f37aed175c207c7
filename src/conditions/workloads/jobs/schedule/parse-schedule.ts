/** When something is due, as a CronJob says it. */
export type Schedule =
  /** At the minutes whose wall clock time fits all fields. */
  | { kind: 'clock'; fields: ClockFields; zone: string | undefined }
  /** Again and again, this many milliseconds after the last time. */
  | { kind: 'interval'; everyMs: number };

/** What a wall clock has to show. */
export interface ClockFields {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  /** From 1 on. */
  days: ReadonlySet<number>;
  /** From 1 on. */
  months: ReadonlySet<number>;
  /** From Sunday, 0, on. */
  weekdays: ReadonlySet<number>;
  /** Whether one of the two kinds of day is enough; otherwise both have to fit. */
  eitherDay: boolean;
}

/** Thrown for a schedule that Kubernetes does not accept either. */
export class ScheduleError extends Error {}

interface Bounds {
  least: number;
  most: number;
  names?: readonly string[];
}

const MINUTES: Bounds = { least: 0, most: 59 };
const HOURS: Bounds = { least: 0, most: 23 };
const DAYS: Bounds = { least: 1, most: 31 };
const MONTHS: Bounds = {
  ...{ least: 1, most: 12 },
  names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
const WEEKDAYS: Bounds = { least: 0, most: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };

const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** The units of a duration in Go, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  ...{ ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1 },
  ...{ s: 1_000, m: 60_000, h: 3_600_000 },
};

/**
 * Reads a schedule as the CronJob controller does; pure. It uses version 3 of `robfig/cron`: five fields, shorthands, `@every`, `TZ=`.
 * https://github.com/robfig/cron/blob/v3.0.1/parser.go (ParseStandard)
 * @throws ScheduleError when it is no schedule.
 * @example parseSchedule('TZ=Europe/Berlin 0,30 8-18/2 * * mon-fri')
 */
export function parseSchedule(text: string): Schedule {
  const [, zone, rest = text] = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(text) ?? [];
  const spec = rest.trim();
  if (spec.startsWith('@every ')) return { kind: 'interval', everyMs: interval(spec.slice('@every '.length)) };
  const parts = (SHORTHANDS[spec] ?? spec).split(/\s+/);
  const [minute, hour, day, month, weekday, ...more] = parts;
  if (minute === undefined || hour === undefined || day === undefined || month === undefined || weekday === undefined)
    throw new ScheduleError(`a schedule has 5 fields, and this one ${spec === '' ? 0 : parts.length}`);
  if (more.length > 0) throw new ScheduleError(`a schedule has 5 fields, and this one ${parts.length}`);
  const [days, weekdays] = [field(day, DAYS), field(weekday, WEEKDAYS)];
  return {
    kind: 'clock',
    zone,
    fields: {
      minutes: field(minute, MINUTES).values,
      hours: field(hour, HOURS).values,
      days: days.values,
      months: field(month, MONTHS).values,
      weekdays: weekdays.values,
      eitherDay: !days.isStar && !weekdays.isStar,
    },
  };
}

/** Empty items count for nothing. A star with a step of more than one is no star. */
function field(text: string, bounds: Bounds): { values: Set<number>; isStar: boolean } {
  const ranges = text
    .split(',')
    .filter((item) => item !== '')
    .map((item) => range(item, bounds));
  return { values: new Set(ranges.flatMap(({ values }) => values)), isStar: ranges.some(({ isStar }) => isStar) };
}

function range(text: string, bounds: Bounds): { values: number[]; isStar: boolean } {
  const [ends = '', by, ...furtherSteps] = text.split('/');
  const [from = '', to, ...furtherEnds] = ends.split('-');
  if (furtherSteps.length > 0 || furtherEnds.length > 0) throw new ScheduleError(`'${text}' is no range`);
  const isStar = from === '*' || from === '?';
  const step = by === undefined ? 1 : whole(by);
  const least = isStar ? bounds.least : numberOf(from, bounds);
  // `5/15` goes on to the end.
  const open = isStar || (to === undefined && by !== undefined);
  const most = open ? bounds.most : to === undefined ? least : numberOf(to, bounds);
  if (least < bounds.least || most > bounds.most || least > most || step === 0)
    throw new ScheduleError(`'${text}' is not between ${bounds.least} and ${bounds.most}`);
  const values = Array.from({ length: Math.floor((most - least) / step) + 1 }, (_, index) => least + index * step);
  return { values, isStar: isStar && step === 1 };
}

function numberOf(text: string, { names = [] }: Bounds): number {
  const named = names.indexOf(text.toLowerCase());
  return named >= 0 && text !== '' ? named : whole(text);
}

function whole(text: string): number {
  if (!/^\+?\d+$/.test(text)) throw new ScheduleError(`'${text}' is no number`);
  return Number(text);
}

/** In milliseconds; whole seconds, at least one. */
function interval(text: string): number {
  const parts = [...text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new ScheduleError(`'${text}' is no duration`);
  const ms = parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0);
  return Math.max(1_000, Math.floor(ms / 1_000) * 1_000);
}
