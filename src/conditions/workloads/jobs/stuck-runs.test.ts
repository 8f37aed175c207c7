import { expect } from 'chai';
import type { CronJob, Job } from '../../../cluster/kinds/kinds.ts';
import { whatDecides } from './stuck-runs.ts';

const run = (name: string, hour: number, ended?: 'Complete' | 'Failed', uid = 'c') =>
  ({
    metadata: {
      ...{ namespace: 'shop', name, creationTimestamp: `2026-01-01T0${hour}:00:00Z` },
      ownerReferences: [{ controller: true, kind: 'CronJob', uid, name: 'report' }],
    },
    status: {
      conditions: ended ? [{ type: ended, status: 'True', lastTransitionTime: `2026-01-01T0${hour}:05:00Z` }] : [],
    },
  }) as unknown as Job;
const cronJob = (lastScheduleTime: string, lastSuccessfulTime: string, spec: object = {}) =>
  ({
    metadata: { namespace: 'shop', name: 'report', uid: 'c', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { schedule: '0 * * * *', timeZone: 'UTC', ...spec },
    status: { lastScheduleTime, lastSuccessfulTime },
  }) as unknown as CronJob;
const date = new Date('2026-01-01T08:10:00Z');

describe('A run that has failed', () => {
  const failed = run('report-7', 7, 'Failed');
  const next = run('report-8', 8);
  const maker = cronJob('2026-01-01T08:00:00Z', '2026-01-01T06:04:00Z');

  it('is decided by the next one, while that runs', () => {
    expect(whatDecides(failed, [failed, next], maker, date)).to.equal(
      'job shop/report-8 of the same CronJob has not ended',
    );
  });

  for (const [what, jobs, by] of [
    ['none runs', [failed], maker],
    ['one that is older runs', [failed, run('report-6', 6)], maker],
    ['one of another CronJob runs', [failed, run('other-8', 8, undefined, 'd')], maker],
    ['another one has failed since the last success', [failed, next, run('report-6', 6, 'Failed')], maker],
    ['its earlier failures are removed', [failed, next], cronJob('2026-01-01T08:00:00Z', '2026-01-01T04:04:00Z')],
    ['its CronJob is gone', [failed, next], undefined],
  ] as const)
    it(`has failed when ${what}`, () => {
      expect(whatDecides(failed, jobs, by, date)).to.equal(undefined);
    });

  it('has failed again beside Jobs that somebody has started by hand, of which none is one that was due', () => {
    const byHand = run('by-hand', 8);
    const third = cronJob('2026-01-01T07:00:00Z', '2026-01-01T04:04:00Z');
    expect(whatDecides(failed, [failed, byHand], third, date)).to.equal(undefined);
    const first = cronJob('2026-01-01T07:00:00Z', '2026-01-01T06:04:00Z');
    expect(whatDecides(failed, [failed, byHand], first, date)).to.match(/^job shop\/by-hand /);
  });

  it('is no second failure because runs were left out before it', () => {
    const forbids = cronJob('2026-01-01T08:00:00Z', '2026-01-01T02:04:00Z', { concurrencyPolicy: 'Forbid' });
    expect(whatDecides(failed, [failed, next], forbids, date)).to.match(/has not ended$/);
  });
});
