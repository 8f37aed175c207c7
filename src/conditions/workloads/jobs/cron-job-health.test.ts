import { expect } from 'chai';
import type { CronJob, Event, Job } from '../../../cluster/kinds.ts';
import { judgeCronJob } from './cron-job-health.ts';

const shop = { namespace: 'shop' };
const NIGHT = '2026-01-02T03:00:00Z';

/** A CronJob as it is judged; `written` is the time of the last change. */
function judged(
  cronJob: { spec?: object; status?: object; written?: string },
  jobs: readonly Job[] = [],
  events: readonly Event[] = [],
) {
  const { spec, status = {}, written = '2026-01-01T00:00:00Z' } = cronJob;
  const seen = {
    metadata: { namespace: 'shop', name: 'report', uid: 'c', managedFields: [{ time: written }] },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: {} }, ...spec },
    status,
  } as unknown as CronJob;
  const { state, reason } = judgeCronJob({ cronJob: seen, jobs, events }, shop);
  return reason === undefined ? state : `${state}: ${reason}`;
}

const run = (name: string, at: string, ended?: 'Complete' | 'Failed') =>
  ({
    metadata: { name, creationTimestamp: at },
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
    const next = run('report-3', '2026-01-03T03:00:00Z');
    expect(judged({ status }, [before, failed, next]), 'while the next one runs').to.match(
      /^not yet: its last run that/,
    );
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
