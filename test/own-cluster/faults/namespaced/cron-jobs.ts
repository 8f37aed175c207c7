import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { WHILE_SEEDING, cronJob, namespace, type Fault } from '../fault.ts';

const FAILS = ['target-app', '--no-such-knob'];

/** Starts a Job from the CronJob, as an administrator does, and waits until it has this condition or has been removed. */
async function start({ kubectl }: LocalCluster, place: string, name: string, until: string): Promise<void> {
  const inside = `--namespace=${place}`;
  await kubectl([inside, 'create', 'job', '--from=cronjob/report', name]);
  await kubectl([inside, 'wait', `--for=${until}`, `job/${name}`, WHILE_SEEDING]);
}

/** Faults of CronJobs, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'the only run of a CronJob has failed',
    manifests: (image) => [namespace('fault-cron'), cronJob('fault-cron', image, FAILS)],
    inject: (local) => start(local, 'fault-cron', 'report-1', 'condition=Failed'),
    red: {
      'workloads/cronjob/fault-cron/report':
        /its last run that has ended, job report-1, has failed \(BackoffLimitExceeded\); none has succeeded yet/,
      'workloads/job/fault-cron/report-1': /container app ended with exit code/,
    },
  },
  {
    name: 'a CronJob that keeps neither failed nor completed Jobs was last seen to succeed before its last run',
    manifests: (image) => [
      namespace('fault-cron-gone'),
      cronJob('fault-cron-gone', image, FAILS, { failedJobsHistoryLimit: 0 }),
    ],
    inject: async ({ kubectl }) => {
      const status = { lastScheduleTime: '2026-01-01T03:00:00Z', lastSuccessfulTime: '2025-01-01T03:00:00Z' };
      await kubectl([
        ...['--namespace=fault-cron-gone', 'patch', 'cronjob', 'report'],
        ...['--subresource=status', '--type=merge', `--patch=${JSON.stringify({ status })}`],
      ]);
    },
    red: {
      'workloads/cronjob/fault-cron-gone/report':
        /its last run, of 2026-01-01T03:00:00Z, has failed, and its Job is removed \(failedJobsHistoryLimit 0\)/,
    },
  },
  {
    name: 'a CronJob had one bad night, and its completed Jobs are removed at once',
    manifests: (image) => [
      namespace('fine-cron'),
      cronJob('fine-cron', image, FAILS, { successfulJobsHistoryLimit: 0 }),
    ],
    inject: async (local) => {
      await start(local, 'fine-cron', 'report-1', 'condition=Failed');
      const args = '/spec/jobTemplate/spec/template/spec/containers/0/args';
      const patch = JSON.stringify([{ op: 'replace', path: args, value: ['--version'] }]);
      await local.kubectl(['--namespace=fine-cron', 'patch', 'cronjob', 'report', '--type=json', `--patch=${patch}`]);
      await start(local, 'fine-cron', 'report-2', 'delete');
    },
    red: {},
    others: { 'workloads/cronjob/fine-cron/report': 'passed', 'workloads/job/fine-cron/report-1': 'skipped' },
  },
  {
    name: 'a CronJob that is suspended, and one that is not due yet',
    manifests: (image) => [
      namespace('fine-cron-suspended'),
      cronJob('fine-cron-suspended', image, FAILS, { suspend: true }),
      namespace('fine-cron-new'),
      cronJob('fine-cron-new', image, FAILS),
    ],
    red: {},
    others: {
      'workloads/cronjob/fine-cron-suspended/report': 'skipped',
      'workloads/cronjob/fine-cron-new/report': 'skipped',
    },
  },
];
