import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { WHILE_SEEDING, cronJob, namespace, runOnce, type Fault } from '../fault.ts';

const FAILS = ['target-app', '--no-such-knob'];
const RUNS = ['target-app', '--drain=0s'];

/** Starts a Job from the CronJob, as an administrator does, and waits until it has this condition or has been removed. */
async function start({ kubectl }: LocalCluster, place: string, name: string, until: string): Promise<void> {
  const inside = `--namespace=${place}`;
  await kubectl([inside, 'create', 'job', '--from=cronjob/report', name]);
  await kubectl([inside, 'wait', `--for=${until}`, `job/${name}`, WHILE_SEEDING]);
}

const HOUR_MS = 3_600_000;

/** A time, as the API writes it. */
function ago(hours: number): string {
  return new Date(Date.now() - hours * HOUR_MS).toISOString().replace(/\.\d+Z/, 'Z');
}

/** A schedule that is due each day, and not during the test. */
const DAILY = { schedule: `0 ${new Date(Date.now() + 12 * HOUR_MS).getUTCHours()} * * *`, timeZone: 'UTC' };

async function patchStatus({ kubectl }: LocalCluster, place: string, status: object): Promise<void> {
  await kubectl([
    ...[`--namespace=${place}`, 'patch', 'cronjob', 'report'],
    ...['--subresource=status', '--type=merge', `--patch=${JSON.stringify({ status })}`],
  ]);
}

/** From now on its runs have these arguments. */
async function changeArgs({ kubectl }: LocalCluster, place: string, args: readonly string[]): Promise<void> {
  const path = '/spec/jobTemplate/spec/template/spec/containers/0/args';
  const patch = JSON.stringify([{ op: 'replace', path, value: args }]);
  await kubectl([`--namespace=${place}`, 'patch', 'cronjob', 'report', '--type=json', `--patch=${patch}`]);
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
    inject: (local) =>
      patchStatus(local, 'fault-cron-gone', {
        lastScheduleTime: ago(1),
        lastSuccessfulTime: '2025-01-01T03:00:00Z',
      }),
    red: {
      'workloads/cronjob/fault-cron-gone/report':
        /its last run, of \S+, has failed, and its Job is removed \(failedJobsHistoryLimit 0\)/,
    },
  },
  {
    name: 'the failed runs of a CronJob have a time to live, and none is left',
    manifests: (image) => [
      namespace('fault-cron-ttl'),
      cronJob('fault-cron-ttl', image, FAILS, {
        jobTemplate: { spec: { ttlSecondsAfterFinished: 300, ...runOnce(image, FAILS) } },
      }),
    ],
    inject: (local) => patchStatus(local, 'fault-cron-ttl', { lastScheduleTime: ago(1), lastSuccessfulTime: ago(30) }),
    red: {
      'workloads/cronjob/fault-cron-ttl/report':
        /its last run, of \S+, has failed, and its Job is removed \(ttlSecondsAfterFinished 300\)/,
    },
  },
  {
    name: 'a daily CronJob has stopped three days ago',
    // The controller makes no run that is late, so that it stays as it is.
    manifests: (image) => [
      namespace('fault-cron-stopped'),
      cronJob('fault-cron-stopped', image, FAILS, { ...DAILY, startingDeadlineSeconds: 30 }),
    ],
    inject: (local) =>
      patchStatus(local, 'fault-cron-stopped', { lastScheduleTime: ago(84), lastSuccessfulTime: ago(83.9) }),
    red: {
      'workloads/cronjob/fault-cron-stopped/report':
        /its last run was of \S+, 3 days ago; since then 3 runs were due by its schedule 0 \d+ \* \* \*, and not made/,
    },
  },
  {
    name: 'a run of a CronJob hangs for days, and no other one may begin',
    manifests: (image) => [
      namespace('fault-cron-hangs'),
      cronJob('fault-cron-hangs', image, RUNS, { ...DAILY, concurrencyPolicy: 'Forbid' }),
    ],
    inject: async (local) => {
      const inside = '--namespace=fault-cron-hangs';
      await local.kubectl([inside, 'create', 'job', '--from=cronjob/report', 'report-1']);
      const uid = await local.kubectl([inside, 'get', 'job', 'report-1', '--output=jsonpath={.metadata.uid}']);
      const job = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'fault-cron-hangs', name: 'report-1', uid };
      await patchStatus(local, 'fault-cron-hangs', { lastScheduleTime: ago(84), active: [job] });
    },
    red: {
      'workloads/cronjob/fault-cron-hangs/report':
        /job report-1 has run for 3 days and not ended, and 3 later runs were left out \(concurrencyPolicy Forbid\)/,
    },
    others: { 'workloads/job/fault-cron-hangs/report-1': 'passed' },
  },
  {
    name: 'each run of a CronJob is replaced before it ends',
    manifests: (image) => [
      namespace('fault-cron-replaced'),
      cronJob('fault-cron-replaced', image, RUNS, { schedule: '* * * * *', concurrencyPolicy: 'Replace' }),
    ],
    inject: async (local) => {
      await patchStatus(local, 'fault-cron-replaced', { lastSuccessfulTime: ago(1) });
      await local.kubectl([
        ...['--namespace=fault-cron-replaced', 'wait', '--for=jsonpath={.status.active[0].kind}=Job'],
        ...['cronjob/report', WHILE_SEEDING],
      ]);
    },
    red: {
      'workloads/cronjob/fault-cron-replaced/report':
        /none of its last \d+ runs has ended before the next one replaced it \(concurrencyPolicy Replace\)/,
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
      await changeArgs(local, 'fine-cron', ['--version']);
      await start(local, 'fine-cron', 'report-2', 'delete');
    },
    red: {},
    others: {
      'workloads/cronjob/fine-cron/report': 'passed',
      'workloads/job/fine-cron/report-1': ['skipped', /^a later job of the same CronJob has completed since it failed/],
    },
  },
  {
    name: 'one run of a CronJob has failed, and the next one runs',
    manifests: (image) => [namespace('fine-cron-again'), cronJob('fine-cron-again', image, FAILS)],
    inject: async (local) => {
      await start(local, 'fine-cron-again', 'report-1', 'condition=Failed');
      await changeArgs(local, 'fine-cron-again', RUNS);
      await start(local, 'fine-cron-again', 'report-2', 'jsonpath={.status.ready}=1');
    },
    red: {},
    others: {
      'workloads/cronjob/fine-cron-again/report': [
        'skipped',
        /, and the next, job report-2, has not ended; none has succeeded yet$/,
      ],
      'workloads/job/fine-cron-again/report-1': [
        'skipped',
        /; job fine-cron-again\/report-2 of the same CronJob has not ended$/,
      ],
      'workloads/job/fine-cron-again/report-2': 'passed',
    },
  },
  {
    name: 'a CronJob was suspended for days, and is not due since',
    manifests: (image) => [
      namespace('fine-cron-resumed'),
      cronJob('fine-cron-resumed', image, FAILS, { ...DAILY, suspend: true, startingDeadlineSeconds: 30 }),
    ],
    inject: async (local) => {
      await patchStatus(local, 'fine-cron-resumed', { lastScheduleTime: ago(84), lastSuccessfulTime: ago(83.9) });
      const patch = JSON.stringify({ spec: { suspend: false } });
      await local.kubectl(['--namespace=fine-cron-resumed', 'patch', 'cronjob', 'report', `--patch=${patch}`]);
    },
    red: {},
    others: {
      'workloads/cronjob/fine-cron-resumed/report': ['skipped', /; it was changed at \S+, and its next run is due at /],
    },
  },
  {
    name: 'a CronJob that is suspended, one that is not due yet, and one that is never due',
    manifests: (image) => [
      namespace('fine-cron-suspended'),
      cronJob('fine-cron-suspended', image, FAILS, { suspend: true }),
      namespace('fine-cron-new'),
      cronJob('fine-cron-new', image, FAILS),
      namespace('fine-cron-never'),
      cronJob('fine-cron-never', image, FAILS, { schedule: '0 0 31 2 *' }),
    ],
    red: {},
    others: {
      'workloads/cronjob/fine-cron-never/report': [
        'skipped',
        /^it has not run yet, and its schedule 0 0 31 2 \* is never due$/,
      ],
      'workloads/cronjob/fine-cron-suspended/report': ['skipped', /^it is suspended$/],
      'workloads/cronjob/fine-cron-new/report': [
        'skipped',
        /^it has not run yet, by its schedule 0 3 1 1 \*; the first run is due at /,
      ],
    },
  },
];
