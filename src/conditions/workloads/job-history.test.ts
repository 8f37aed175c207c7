import { expect } from 'chai';
import type { Job } from '../../cluster/kinds.ts';
import { whySuperseded } from './job-history.ts';

const job = (
  name: string,
  hour: number,
  ended?: 'Complete' | 'Failed',
  owner: object = { kind: 'CronJob', uid: 'c' },
) =>
  ({
    metadata: {
      ...{ namespace: 'shop', name, creationTimestamp: `2026-01-01T0${hour}:00:00Z` },
      ownerReferences: [{ controller: true, ...owner }],
    },
    status: { conditions: ended ? [{ type: ended, status: 'True' }] : [] },
  }) as Job;

describe('A failed Job of a CronJob', () => {
  const failed = job('report-1', 1, 'Failed');

  it('is superseded by a later one that has completed', () => {
    expect(whySuperseded(failed, [failed, job('report-2', 2, 'Complete')])).to.equal(
      'job shop/report-2 of the same CronJob has completed since it failed',
    );
  });

  for (const [what, other] of [
    ['an earlier one that had completed', job('report-0', 0, 'Complete')],
    ['a later one that has failed too', job('report-2', 2, 'Failed')],
    ['a later one that still runs', job('report-2', 2)],
    ['a later one of another CronJob', job('other-2', 2, 'Complete', { kind: 'CronJob', uid: 'd' })],
    ['a later one that no CronJob made', job('other-2', 2, 'Complete', { kind: 'Workflow', uid: 'c' })],
  ] as const)
    it(`is not superseded by ${what}`, () => {
      expect(whySuperseded(failed, [failed, other])).to.equal(undefined);
    });

  it('is superseded only when it has failed', () => {
    expect(whySuperseded(job('report-1', 1), [job('report-2', 2, 'Complete')])).to.equal(undefined);
  });
});
