import { expect } from 'chai';
import type { CronJob, Event, Job } from '../../../cluster/kinds/kinds.ts';
import { judgeCronJob } from './cron-job-health.ts';
import type { CronJobOptions } from './cron-job-seen.ts';

const shop = { namespace: 'shop' };
const NIGHT = '2026-01-02T03:00:00Z';

interface Given {
  spec?: object;
  status?: object;
  /** The time of the last change. */
  written?: string;
  generation?: number;
  now?: string;
  last?: boolean;
  options?: CronJobOptions;
}

/** A CronJob as it is judged. */
function judged(cronJob: Given, jobs: readonly Job[] = [], events: readonly Event[] = []) {
  const { spec, status = {}, written = '2026-01-01T00:00:00Z', generation = 1, now, last = false, options } = cronJob;
  const seen = {
    metadata: {
      ...{ namespace: 'shop', name: 'report', uid: 'c', generation, creationTimestamp: '2026-01-01T00:00:00Z' },
      managedFields: [{ time: written }],
    },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: {} }, ...spec },
    status,
  } as unknown as CronJob;
  const when = now === undefined ? {} : { date: new Date(now) };
  const { state, reason } = judgeCronJob({ cronJob: seen, jobs, events, last, ...when }, { ...shop, ...options });
  return reason === undefined ? state : `${state}: ${reason}`;
}

const run = (name: string, at: string, ended?: 'Complete' | 'Failed') =>
  ({
    metadata: { name, uid: name, creationTimestamp: at },
    status: {
      conditions: ended
        ? [
            {
              type: ended,
              status: 'True',
              lastTransitionTime: at,
              ...(ended === 'Failed' && { reason: 'DeadlineExceeded' }),
            },
          ]
        : [],
    },
  }) as unknown as Job;
const warning = (reason: string, message: string, at = '2026-01-02T03:00:10Z') =>
  ({ reason, message, lastTimestamp: at, involvedObject: { uid: 'c' }, metadata: {} }) as unknown as Event;
/** A run that its controller made at its time. */
const scheduled = ({ metadata, ...job }: ReturnType<typeof run>): Job => {
  const annotations = { 'batch.kubernetes.io/cronjob-scheduled-timestamp': metadata?.creationTimestamp ?? '' };
  return { ...job, metadata: { ...metadata, annotations } };
};

describe('A CronJob', () => {
  it('that does not exist has disappeared', () => {
    expect(judgeCronJob({ cronJob: undefined, jobs: [], events: [] }, shop).state).to.equal('disappeared');
  });

  it('that is suspended does not apply, whatever its last run', () => {
    expect(judged({ spec: { suspend: true } }, [run('report-1', NIGHT, 'Failed')])).to.equal(
      'does not apply: it is suspended',
    );
  });

  it('that has not run yet does not apply', () => {
    expect(judged({})).to.equal('does not apply: it has not run yet, by its schedule 0 3 * * *');
  });

  it('whose last run has completed is well, whether its Job is left or not', () => {
    const status = { lastScheduleTime: NIGHT, lastSuccessfulTime: '2026-01-02T03:04:00Z' };
    const well = 'ready: the last success was at 2026-01-02T03:04:00Z';
    expect(judged({ status })).to.equal(well);
    expect(judged({ status }, [run('report-1', NIGHT, 'Complete')])).to.equal(well);
    expect(judged({ status: {} }, [run('by-hand', NIGHT, 'Complete')])).to.equal('ready: none has succeeded yet');
  });

  it('with an old failure that is followed by a success is well, though only the failed Job is left', () => {
    const status = { lastScheduleTime: NIGHT, lastSuccessfulTime: '2026-01-02T03:04:00Z' };
    expect(judged({ status }, [run('report-0', '2026-01-01T03:00:00Z', 'Failed')])).to.match(/^ready/);
  });

  it('whose last run has failed says so, with its last success', () => {
    const failed = run('report-2', NIGHT, 'Failed');
    const text = 'not yet: its last run that has ended, job report-2, has failed (DeadlineExceeded)';
    expect(judged({ status: { lastScheduleTime: NIGHT } }, [failed])).to.equal(`${text}; none has succeeded yet`);
    const status = { lastScheduleTime: NIGHT, lastSuccessfulTime: '2026-01-01T03:04:00Z' };
    const before = run('report-1', '2026-01-01T03:00:00Z', 'Complete');
    expect(judged({ status }, [before, failed])).to.equal(`${text}; the last success was at 2026-01-01T03:04:00Z`);
  });

  it('whose last run has failed is open while the next one runs, unless that is no single failure', () => {
    const status = { lastScheduleTime: '2026-01-03T03:00:00Z', lastSuccessfulTime: '2026-01-01T03:04:00Z' };
    const failed = run('report-2', NIGHT, 'Failed');
    const next = run('report-3', '2026-01-03T03:00:00Z');
    const text =
      'its last run that has ended, job report-2, has failed (DeadlineExceeded), and the next, job report-3, has not ended; the last success was at 2026-01-01T03:04:00Z';
    const now = '2026-01-03T03:10:00Z';
    expect(judged({ status, now }, [failed, next])).to.equal(`not yet: ${text}`);
    expect(judged({ status, now, last: true }, [failed, next])).to.equal(`does not apply: ${text}`);
    const fails =
      'not yet: its last run that has ended, job report-2, has failed (DeadlineExceeded); the last success was at';
    const before = run('report-1', '2026-01-01T13:00:00Z', 'Failed');
    expect(judged({ status, now, last: true }, [before, failed, next])).to.equal(`${fails} 2026-01-01T03:04:00Z`);
    const longAgo = { ...status, lastSuccessfulTime: '2025-12-01T03:04:00Z' };
    expect(judged({ status: longAgo, now, last: true }, [failed, next])).to.equal(`${fails} 2025-12-01T03:04:00Z`);
  });

  it('whose last run failed longer ago than a failure counts does not apply, but for a run that goes on', () => {
    const given = { schedule: '@monthly', lastScheduleTime: '2026-01-01T00:00:00Z' };
    const judgedAt = (now: string, jobs: Job[]) =>
      judged(
        {
          ...{ spec: { schedule: given.schedule, timeZone: 'UTC' }, status: given, now },
          options: { failedWithin: '24h' },
        },
        jobs,
      );
    const failed = run('report-1', '2026-01-01T00:00:00Z', 'Failed');
    expect(judgedAt('2026-01-01T23:00:00Z', [failed])).to.match(/^not yet: its last run that has ended/);
    expect(judgedAt('2026-01-05T00:00:00Z', [failed])).to.equal(
      'does not apply: its last run that has ended, job report-1: it failed 4 days ago; a failure counts for 24h (jobs.failedWithin)',
    );
    expect(judgedAt('2026-01-05T00:00:00Z', [failed, run('by-hand', '2026-01-04T23:00:00Z')])).to.match(
      /^ready: job by-hand runs/,
    );
  });

  it('whose last run is removed with all failed Jobs is not well by an earlier one that is kept', () => {
    const status = { lastScheduleTime: NIGHT, lastSuccessfulTime: '2026-01-01T03:04:00Z' };
    const spec = { failedJobsHistoryLimit: 0 };
    const kept = run('report-1', '2026-01-01T03:00:00Z', 'Complete');
    expect(judged({ status, spec }, [kept])).to.match(
      /^not yet: its last run, of .* has failed, and its Job is removed/,
    );
  });

  describe('judged by its schedule', () => {
    const HOURLY = { schedule: '0 * * * *', timeZone: 'UTC' };
    const last = { lastScheduleTime: '2026-01-02T03:00:00Z', lastSuccessfulTime: '2026-01-02T03:01:00Z' };
    const done = run('report-1', NIGHT, 'Complete');

    for (const [what, given, jobs, expected] of [
      [
        'has stopped when runs were due and not made',
        { spec: HOURLY, status: last, now: '2026-01-05T03:10:00Z' },
        [done],
        'not yet: its last run was of 2026-01-02T03:00:00Z, 3 days ago; since then 72 runs were due by its schedule 0 * * * *, and not made',
      ],
      [
        'says for how late runs are made',
        { spec: { ...HOURLY, startingDeadlineSeconds: 60 }, status: last, now: '2026-01-02T04:10:00Z' },
        [done],
        'not yet: its last run was of 2026-01-02T03:00:00Z, 70 minutes ago; since then one run was due by its schedule 0 * * * *, and not made; one that is 60 s late is left out (startingDeadlineSeconds)',
      ],
      [
        'has never run although it was due',
        { spec: HOURLY, now: '2026-01-31T00:10:00Z' },
        [],
        'not yet: it has never run, and was created 2026-01-01T00:00:00Z, 30 days ago; since then at least 100 runs were due by its schedule 0 * * * *, and not made',
      ],
      [
        'is well when the next run is not due yet',
        { spec: HOURLY, status: last, now: '2026-01-02T03:50:00Z' },
        [done],
        'ready: the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'was not due yet',
        { spec: HOURLY, now: '2026-01-01T00:30:00Z' },
        [],
        'does not apply: it has not run yet, by its schedule 0 * * * *; the first run is due at 2026-01-01T01:00:00Z',
      ],
      [
        'is never due',
        { spec: { schedule: '0 0 31 2 *' }, now: '2026-01-05T03:10:00Z' },
        [],
        'does not apply: it has not run yet, and its schedule 0 0 31 2 * is never due',
      ],
      [
        'has a time zone that this machine does not know',
        { spec: { schedule: '@hourly', timeZone: 'Mars/Olympus' }, now: '2026-01-05T03:10:00Z' },
        [],
        'does not apply: it has not run yet, its time zone Mars/Olympus is not known here',
      ],
      [
        'was changed and is not due since',
        {
          ...{ spec: HOURLY, status: last, generation: 3 },
          ...{ written: '2026-01-05T03:05:00Z', now: '2026-01-05T03:10:00Z' },
        },
        [done],
        'does not apply: its last run was of 2026-01-02T03:00:00Z, 3 days ago; it was changed at 2026-01-05T03:05:00Z, and its next run is due at 2026-01-05T04:00:00Z',
      ],
      [
        'does not count runs that one forbids that goes on',
        {
          ...{ spec: { ...HOURLY, concurrencyPolicy: 'Forbid' }, now: '2026-01-02T12:10:00Z' },
          status: { ...last, active: [{ uid: 'report-2' }] },
        },
        [run('report-2', NIGHT)],
        'ready: job report-2 runs; the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'counts them beside a Job that somebody has started by hand, which its controller does not list',
        {
          ...{ spec: { ...HOURLY, concurrencyPolicy: 'Forbid' }, now: '2026-01-02T12:10:00Z' },
          status: last,
        },
        [run('by-hand', '2026-01-02T04:30:00Z'), done],
        'not yet: its last run was of 2026-01-02T03:00:00Z, 9 hours ago; since then 9 runs were due by its schedule 0 * * * *, and not made',
      ],
      [
        'counts them when that one has ended',
        {
          spec: { ...HOURLY, concurrencyPolicy: 'Forbid' },
          status: { ...last, active: [{ uid: 'report-1' }] },
          now: '2026-01-02T12:10:00Z',
        },
        [done],
        'not yet: its last run was of 2026-01-02T03:00:00Z, 9 hours ago; since then 9 runs were due by its schedule 0 * * * *, and not made',
      ],
      [
        'has a run that hangs and holds up the next ones',
        {
          ...{ spec: { ...HOURLY, concurrencyPolicy: 'Forbid' }, now: '2026-01-05T03:10:00Z' },
          status: { lastScheduleTime: NIGHT, active: [{ uid: 'report-2' }] },
        },
        [run('report-2', NIGHT)],
        'not yet: job report-2 has run for 3 days and not ended, and 72 later runs were left out (concurrencyPolicy Forbid); none has succeeded yet',
      ],
      [
        'has runs that hang beside one another',
        {
          ...{ spec: HOURLY, now: '2026-01-03T04:10:00Z' },
          status: { lastScheduleTime: '2026-01-03T04:00:00Z', active: [{ uid: 'report-2' }, { uid: 'report-3' }] },
        },
        [run('report-2', NIGHT), run('report-3', '2026-01-03T04:00:00Z')],
        'not yet: job report-2 has run for 25 hours and not ended, and 25 later runs were due; none has succeeded yet',
      ],
      [
        'has one run that hangs while later ones succeed',
        {
          ...{ spec: HOURLY, now: '2026-01-03T04:10:00Z' },
          status: {
            ...{ lastScheduleTime: '2026-01-03T04:00:00Z', lastSuccessfulTime: '2026-01-03T04:01:00Z' },
            active: [{ uid: 'report-2' }],
          },
        },
        [run('report-2', NIGHT), run('report-3', '2026-01-03T04:00:00Z', 'Complete')],
        'ready: job report-2 runs; the last success was at 2026-01-03T04:01:00Z',
      ],
      [
        'has runs that are replaced before they end',
        {
          ...{ spec: { ...HOURLY, concurrencyPolicy: 'Replace' }, now: '2026-01-02T08:10:00Z' },
          status: { ...last, lastScheduleTime: '2026-01-02T08:00:00Z', active: [{ uid: 'report-8' }] },
        },
        [run('report-8', '2026-01-02T08:00:00Z')],
        'not yet: none of its last 4 runs has ended before the next one replaced it (concurrencyPolicy Replace); the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'has runs that are replaced before they end, also when it does not list the last one yet',
        {
          ...{ spec: { ...HOURLY, concurrencyPolicy: 'Replace' }, now: '2026-01-02T08:00:01Z' },
          status: { ...last, lastScheduleTime: '2026-01-02T08:00:00Z', active: [{ uid: 'report-7' }] },
        },
        [scheduled(run('report-8', '2026-01-02T08:00:00Z'))],
        'not yet: none of its last 4 runs has ended before the next one replaced it (concurrencyPolicy Replace); the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'had one run that was replaced',
        {
          ...{ spec: { ...HOURLY, concurrencyPolicy: 'Replace' }, now: '2026-01-02T05:10:00Z' },
          status: { ...last, lastScheduleTime: '2026-01-02T05:00:00Z', active: [{ uid: 'report-5' }] },
        },
        [run('report-5', '2026-01-02T05:00:00Z')],
        'ready: job report-5 runs; the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'has runs that fail and are removed',
        {
          spec: { ...HOURLY, jobTemplate: { spec: { ttlSecondsAfterFinished: 0 } } },
          ...{ status: { ...last, lastScheduleTime: '2026-01-02T08:00:00Z' }, now: '2026-01-02T08:10:00Z' },
        },
        [],
        'not yet: none of its last 5 runs has succeeded, and their Jobs are removed (ttlSecondsAfterFinished 0); the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'has runs that fail and are removed, also while the next one runs',
        {
          ...{ spec: { ...HOURLY, failedJobsHistoryLimit: 0 }, now: '2026-01-02T08:10:00Z' },
          status: { ...last, lastScheduleTime: '2026-01-02T08:00:00Z', active: [{ uid: 'report-8' }] },
        },
        [run('report-8', '2026-01-02T08:00:00Z'), done],
        'not yet: none of its last 4 runs has succeeded, and their Jobs are removed (failedJobsHistoryLimit 0); the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'has runs that fail and are removed, also beside Jobs that somebody has started by hand',
        {
          ...{ spec: { ...HOURLY, failedJobsHistoryLimit: 0 }, now: '2026-01-02T06:10:00Z' },
          status: { ...last, lastScheduleTime: '2026-01-02T06:00:00Z' },
        },
        [run('by-hand', '2026-01-02T06:05:00Z'), done],
        'not yet: none of its last 3 runs has succeeded, and their Jobs are removed (failedJobsHistoryLimit 0); the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'has replaced no run by a Job that somebody has started by hand',
        {
          ...{ spec: { ...HOURLY, concurrencyPolicy: 'Replace' }, now: '2026-01-02T08:10:00Z' },
          status: { ...last, lastScheduleTime: '2026-01-02T08:00:00Z' },
        },
        [run('by-hand', '2026-01-02T08:05:00Z'), done],
        'ready: job by-hand runs; the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'runs again after it was stopped for hours',
        { spec: HOURLY, status: { ...last, lastScheduleTime: '2026-01-02T08:00:00Z' }, now: '2026-01-02T08:10:00Z' },
        [run('report-8', '2026-01-02T08:00:00Z'), done],
        'ready: job report-8 runs; the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'has one run that failed and was removed after it was seen',
        {
          spec: { ...HOURLY, jobTemplate: { spec: { ttlSecondsAfterFinished: 300 } } },
          ...{ status: { ...last, lastScheduleTime: '2026-01-02T04:00:00Z' }, now: '2026-01-02T04:30:00Z' },
        },
        [],
        'not yet: its last run, of 2026-01-02T04:00:00Z, has failed, and its Job is removed (ttlSecondsAfterFinished 300); the last success was at 2026-01-02T03:01:00Z',
      ],
      [
        'waits in a queue with its last run',
        {
          ...{ spec: { ...HOURLY, concurrencyPolicy: 'Forbid' }, now: '2026-01-05T03:10:00Z' },
          status: { lastScheduleTime: NIGHT, active: [{ uid: 'report-2' }] },
        },
        [{ ...run('report-2', NIGHT), spec: { suspend: true } } as unknown as Job],
        'does not apply: its last run, job report-2: it is suspended',
      ],
    ] as [string, Given, Job[], string][])
      it(what, () => {
        expect(judged({ ...given, options: { hangsAfter: '24h', failedWithin: '24h' } }, jobs)).to.equal(expected);
      });
  });

  it('whose first run still runs is well', () => {
    const status = { lastScheduleTime: NIGHT };
    expect(judged({ status }, [run('report-1', NIGHT)])).to.equal('ready: job report-1 runs; none has succeeded yet');
  });

  describe('of whose last run nothing is left, and that is not recorded as a success,', () => {
    const status = { lastScheduleTime: NIGHT, lastSuccessfulTime: '2026-01-01T03:04:00Z' };

    it('has failed when it removes failed Jobs only', () => {
      expect(judged({ status, spec: { failedJobsHistoryLimit: 0 } })).to.equal(
        `not yet: its last run, of ${NIGHT}, has failed, and its Job is removed (failedJobsHistoryLimit 0); the last success was at 2026-01-01T03:04:00Z`,
      );
    });

    for (const [what, spec] of [
      ['completed Jobs are removed, too', { failedJobsHistoryLimit: 0, successfulJobsHistoryLimit: 0 }],
      [
        'its Jobs have a time to live',
        { failedJobsHistoryLimit: 0, jobTemplate: { spec: { ttlSecondsAfterFinished: 0 } } },
      ],
      ['somebody has removed it', {}],
    ] as const)
      it(`is not judged when ${what}`, () => {
        expect(judged({ status, spec })).to.equal(
          `does not apply: its last run, of ${NIGHT}, is removed, and how it ended is not recorded; the last success was at 2026-01-01T03:04:00Z`,
        );
      });
  });

  for (const [reason, message, text] of [
    [
      'UnknownTimeZone',
      'invalid timeZone: "Mars"',
      'its time zone is not known to its controller: invalid timeZone: "Mars"',
    ],
    [
      'FailedCreate',
      'Error creating job: exceeded quota',
      'its Job cannot be created: Error creating job: exceeded quota',
    ],
    ['MissSchedule', 'Missed scheduled time', 'it has missed a run: Missed scheduled time'],
    ['InvalidSchedule', 'invalid schedule: x', 'its schedule is invalid: invalid schedule: x'],
  ] as const)
    it(`with the warning ${reason} says so, until it changes`, () => {
      const status = { lastScheduleTime: '2026-01-01T03:00:00Z', lastSuccessfulTime: '2026-01-01T03:01:00Z' };
      const events = [warning(reason, message)];
      expect(judged({ status }, [], events)).to.equal(`not yet: ${text}`);
      expect(judged({ status, written: '2026-01-02T03:01:00Z' }, [], events)).to.match(/^ready/);
    });

  it('takes a run that was made in the second of a warning for made after it, but not a schedule for mended', () => {
    const at = '2026-01-02T03:00:10Z';
    const status = { lastScheduleTime: NIGHT };
    const of = (reason: string) => judged({ status, written: at }, [run('report-1', at)], [warning(reason, 'x', at)]);
    expect(of('FailedCreate')).to.match(/^ready: job report-1 runs/);
    expect(of('MissSchedule')).to.match(/^ready/);
    expect(of('UnknownTimeZone')).to.match(/^not yet/);
  });

  it('is not affected by a Job that somebody has started by hand', () => {
    const status = { lastScheduleTime: NIGHT, lastSuccessfulTime: '2026-01-02T03:04:00Z' };
    expect(judged({ status }, [], [warning('UnexpectedJob', 'Saw a job that the controller did not create')])).to.match(
      /^ready/,
    );
  });
});
