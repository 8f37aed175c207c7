import { expect } from 'chai';
import type { CronJob } from '../../../../cluster/kinds/kinds.ts';
import { dueRuns } from './due-runs.ts';

interface Given {
  schedule: string;
  timeZone?: string;
  /** The last run. */
  last?: string;
  created?: string;
  /** The last change of the specification. */
  changed?: string;
  now: string;
}

/** How many runs are missed, and when the next one is due. */
function judged({ schedule, timeZone, last, created = '2026-01-01T00:00:00Z', changed, now }: Given): string {
  const cronJob = {
    metadata: {
      creationTimestamp: created,
      ...(changed !== undefined && { generation: 2, managedFields: [{ time: changed }] }),
    },
    spec: { schedule, timeZone },
    status: { lastScheduleTime: last },
  } as unknown as CronJob;
  const due = dueRuns(cronJob, new Date(now));
  if (due.state !== 'known') return due.state === 'unread' ? due.why : due.state;
  const next = due.next.toISOString().replace(':00.000Z', 'Z');
  return `${due.missed}, next ${next}${due.changed ? `, changed ${due.changed.toISOString()}` : ''}`;
}

describe('The missed runs of a CronJob', () => {
  for (const [what, given, expected] of [
    [
      'are all since its last one',
      { schedule: '0 * * * *', last: '2026-01-05T00:00:00Z', now: '2026-01-08T00:10:00Z' },
      '72, next 2026-01-08T01:00Z',
    ],
    [
      'are all since it was created, if it never ran, in whatever time zone',
      { schedule: '0 3 * * *', now: '2026-01-31T12:00:00Z' },
      '30, next 2026-02-01T03:00Z',
    ],
    [
      'are none while the first one may not be due in another time zone',
      { schedule: '0 3 * * *', now: '2026-01-01T23:00:00Z' },
      '0, next 2026-01-02T03:00Z',
    ],
    [
      'are counted to a hundred',
      { schedule: '* * * * *', last: '2026-01-05T00:00:00Z', now: '2026-01-08T00:10:00Z' },
      '100, next 2026-01-08T00:11Z',
    ],
    [
      'do not count the one that is due now',
      { schedule: '*/5 * * * *', last: '2026-01-05T00:00:00Z', now: '2026-01-05T00:05:50Z' },
      '0, next 2026-01-05T00:10Z',
    ],
    [
      'count it a minute later',
      { schedule: '*/5 * * * *', last: '2026-01-05T00:00:00Z', now: '2026-01-05T00:06:00Z' },
      '1, next 2026-01-05T00:10Z',
    ],
    [
      'follow its time zone',
      { schedule: '0 3 * * *', timeZone: 'Asia/Tokyo', last: '2026-01-05T18:00:00Z', now: '2026-01-06T18:01:00Z' },
      '1, next 2026-01-07T18:00Z',
    ],
    [
      'do not count an hour that the clocks skip',
      {
        ...{ schedule: '30 2 * * *', timeZone: 'Europe/Berlin' },
        ...{ last: '2026-03-28T01:30:00Z', now: '2026-03-29T12:00:00Z' },
      },
      '0, next 2026-03-30T00:30Z',
    ],
    [
      'follow the clocks of the controller, by its last run',
      { schedule: '0 3 * * *', last: '2026-01-05T18:00:00Z', now: '2026-01-06T17:50:00Z' },
      '0, next 2026-01-06T18:00Z',
    ],
    [
      'allow for a change of these clocks',
      { schedule: '0 3 * * *', last: '2026-10-24T01:00:00Z', now: '2026-10-25T01:50:00Z' },
      '0, next 2026-10-26T01:00Z',
    ],
    [
      'are excused until a new schedule is due',
      {
        ...{ schedule: '0 * * * *', last: '2026-01-05T00:00:00Z' },
        ...{ changed: '2026-01-08T00:20:00Z', now: '2026-01-08T00:50:00Z' },
      },
      '72, next 2026-01-08T01:00Z, changed 2026-01-08T00:20:00.000Z',
    ],
    [
      'are not excused any more when it was due',
      {
        ...{ schedule: '0 * * * *', last: '2026-01-05T00:00:00Z' },
        ...{ changed: '2026-01-08T00:20:00Z', now: '2026-01-08T01:02:00Z' },
      },
      '73, next 2026-01-08T02:00Z',
    ],
    [
      'by an interval count, too',
      { schedule: '@every 6h', last: '2026-01-05T01:00:00Z', now: '2026-01-06T01:02:00Z' },
      '4, next 2026-01-06T07:02Z',
    ],
    ['do not exist when it is never due', { schedule: '0 0 30 2 *', now: '2026-01-08T00:10:00Z' }, 'never'],
    [
      'are not known without its time zone',
      { schedule: '0 3 * * *', timeZone: 'Mars/Olympus', now: '2026-01-08T00:10:00Z' },
      'its time zone Mars/Olympus is not known here',
    ],
    [
      'are not known without a schedule',
      { schedule: 'often', now: '2026-01-08T00:10:00Z' },
      'its schedule often cannot be read: a schedule has 5 fields, and this one 1',
    ],
  ] as [string, Given, string][])
    it(what, () => {
      expect(judged(given)).to.equal(expected);
    });
});
