import { expect } from 'chai';
import type { CronJob, Job } from '../../../cluster/kinds/kinds.ts';
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
    ['a later one that no CronJob made', job('other-2', 2, 'Complete', { kind: 'Workflow', uid: 'c', name: 'report' })],
  ] as const)
    it(`is not superseded by ${what}`, () => {
      expect(whySuperseded(failed, [failed, other])).to.equal(undefined);
    });

  it('is superseded only when it has failed', () => {
    expect(whySuperseded(job('report-1', 1), [job('report-2', 2, 'Complete')])).to.equal(undefined);
  });

  describe('whose later Jobs are removed as soon as they complete', () => {
    const cronJob = (lastSuccessfulTime?: string, uid = 'c') =>
      ({ metadata: { name: 'report', uid }, status: { lastSuccessfulTime } }) as unknown as CronJob;
    const late = {
      ...failed,
      status: { conditions: [{ type: 'Failed', status: 'True', lastTransitionTime: '2026-01-01T01:10:00Z' }] },
    } as Job;

    it('is superseded by the last success that the CronJob tells', () => {
      expect(whySuperseded(late, [late], cronJob('2026-01-02T01:00:09Z'))).to.equal(
        'a later job of the same CronJob has completed since it failed, at 2026-01-02T01:00:09Z',
      );
    });

    for (const [what, maker] of [
      ['there was no success', cronJob()],
      ['the success was before it failed', cronJob('2026-01-01T01:09:00Z')],
      ['the success is that of another CronJob of the same name', cronJob('2026-01-02T01:00:09Z', 'd')],
      ['the CronJob is gone', undefined],
    ] as const)
      it(`is not superseded when ${what}`, () => {
        expect(whySuperseded(late, [late], maker)).to.equal(undefined);
      });
  });
});

describe('A failed Job of another maker', () => {
  const metadata = (name: string, hour: number, more: object) => ({
    ...job(name, hour).metadata,
    ownerReferences: undefined,
    ...more,
  });
  const made = (name: string, hour: number, type: 'Complete' | 'Failed', more: object) =>
    ({ ...job(name, hour, type), metadata: metadata(name, hour, more) }) as unknown as Job;
  const owned = (kind: string, uid: string, name = uid) => ({
    ownerReferences: [{ controller: true, kind, uid, name }],
  });
  const hook = { annotations: { 'helm.sh/hook': 'pre-upgrade' } };
  const sync = (generateName: string) => ({ generateName, annotations: { 'argocd.argoproj.io/hook': 'PreSync' } });

  for (const [what, before, after, maker] of [
    [
      'a scaler',
      ['work-x7k2p', owned('ScaledJob', 's')],
      ['work-b4d9z', owned('ScaledJob', 's')],
      'the same ScaledJob',
    ],
    [
      'a CronWorkflow, with a Workflow for each run',
      ['nightly-1767225600-load', owned('Workflow', 'a', 'nightly-1767225600')],
      ['nightly-1767312000-load', owned('Workflow', 'b', 'nightly-1767312000')],
      'Workflow nightly',
    ],
    ['Helm, with its revision in the name', ['shop-migrate-11', hook], ['shop-migrate-12', hook], 'the same Helm hook'],
    [
      'Argo CD',
      ['db-1a2b3c4-presync-1767225600', sync('db-')],
      ['db-9f8e7d6-presync-1767312000', sync('db-')],
      'the same Argo CD hook',
    ],
  ] as const)
    it(`is superseded by a later one of ${what}`, () => {
      const all = [made(before[0], 1, 'Failed', before[1]), made(after[0], 2, 'Complete', after[1])] as const;
      expect(whySuperseded(all[0], all)).to.equal(`job shop/${after[0]} of ${maker} has completed since it failed`);
    });

  for (const [what, before, after] of [
    ['one for another purpose', ['backup-full-1', owned('Backup', 'b')], ['backup-prune-2', owned('Backup', 'b')]],
    [
      'one of another hook',
      ['shop-migrate-11', hook],
      ['shop-migrate-12', { annotations: { 'helm.sh/hook': 'post-upgrade' } }],
    ],
    ['a hook for other data', ['migrate-users', hook], ['migrate-order', hook]],
    ['one at other times', ['backup-daily', owned('Backup', 'b')], ['backup-hours', owned('Backup', 'b')]],
    [
      'the same hook of another release',
      ['migrate-1', { ...hook, labels: { 'app.kubernetes.io/instance': 'blue' } }],
      ['migrate-2', { ...hook, labels: { 'app.kubernetes.io/instance': 'green' } }],
    ],
    [
      'one of another Workflow',
      ['load-users-x', owned('Workflow', 'a', 'load-users')],
      ['load-order-x', owned('Workflow', 'b', 'load-order')],
    ],
    ['one that nobody made in a series', ['import-1', {}], ['import-2', {}]],
    ['one in another namespace', ['shop-migrate-11', hook], ['shop-migrate-12', { ...hook, namespace: 'other' }]],
  ] as const)
    it(`is not superseded by ${what}`, () => {
      const all = [made(before[0], 1, 'Failed', before[1]), made(after[0], 2, 'Complete', after[1])] as const;
      expect(whySuperseded(all[0], all)).to.equal(undefined);
    });
});
