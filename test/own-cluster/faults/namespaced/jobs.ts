import { ABSENT, WHILE_SEEDING, job, namespace, type Fault } from '../fault.ts';

const WITHOUT_NODE = { nodeSelector: { 'no-such-label': 'true' } };
const LONG_AGO = '2020-01-01T03:00:00Z';

/** Faults of Jobs, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'a Job fails',
    manifests: (image) => [
      namespace('fault-job'),
      job('fault-job', image, ['target-app', '--no-such-knob'], { backoffLimit: 0 }),
    ],
    red: {
      'workloads/job/fault-job/job':
        /container app ended with exit code \d+; the end of its log: .*no-such-knob.*; it has failed \(BackoffLimitExceeded\)/,
    },
  },
  {
    name: 'the image of a Job cannot be pulled',
    manifests: () => [namespace('fault-job-image'), job('fault-job-image', ABSENT, ['--version'])],
    red: { 'workloads/job/fault-job-image/job': /image "localhost\/no-such-image:1" cannot be pulled/ },
  },
  {
    name: 'an init container of a Job asks again and again for a server that does not exist',
    manifests: (image) => {
      // The image has no shell; what the kubelet runs is a server that never asks, and the words of the shell are its arguments.
      const code = 'setInterval(() => {}, 1000)';
      const command = ['node', '-e', code, 'until nc -z db 5432; do sleep 1; done'];
      return [
        namespace('fault-job-asks'),
        job('fault-job-asks', image, ['--version'], {}, { initContainers: [{ name: 'prepare', image, command }] }),
      ];
    },
    red: { 'workloads/job/fault-job-asks/job': /init container prepare runs and has not ended/ },
  },
  {
    name: 'a Job exceeds its deadline',
    manifests: (image) => [
      namespace('fault-job-late'),
      job('fault-job-late', image, ['target-app'], { activeDeadlineSeconds: 1 }),
    ],
    red: { 'workloads/job/fault-job-late/job': /it has failed \(DeadlineExceeded\)/ },
  },
  {
    name: 'a Job that has completed',
    manifests: (image) => [namespace('fine-job'), job('fine-job', image, ['--version'])],
    inject: async ({ kubectl }) => {
      await kubectl(['--namespace=fine-job', 'wait', '--for=condition=Complete', 'job/job', WHILE_SEEDING]);
    },
    red: {},
    others: { 'workloads/job/fine-job/job': 'passed' },
  },
  {
    name: 'a Job is stuck: its pod has no node',
    manifests: (image) => [
      namespace('fault-job-stuck'),
      job('fault-job-stuck', image, ['--version'], {}, WITHOUT_NODE),
    ],
    red: { 'workloads/job/fault-job-stuck/job': /it cannot be scheduled: 0\/2 nodes are available/ },
  },
  {
    name: 'a Job runs for long',
    manifests: (image) => [namespace('fine-job-long'), job('fine-job-long', image, ['target-app', '--drain=0s'])],
    red: {},
    others: { 'workloads/job/fine-job-long/job': 'passed' },
  },
  {
    name: 'a Job is suspended, and has no node that it could run on',
    manifests: (image) => [
      namespace('fine-job-suspended'),
      job('fine-job-suspended', image, ['--version'], { suspend: true }, WITHOUT_NODE),
    ],
    red: {},
    others: { 'workloads/job/fine-job-suspended/job': ['skipped', /^it is suspended$/] },
  },
  {
    // No controller of the cluster runs it, so its status can be written.
    name: 'a Job failed years ago',
    manifests: (image) => [
      namespace('fine-job-old'),
      job('fine-job-old', image, ['--version'], { managedBy: 'example.com/history' }),
    ],
    inject: async ({ kubectl }) => {
      const failed = { status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime: LONG_AGO };
      const conditions = ['FailureTarget', 'Failed'].map((type) => ({ type, ...failed }));
      const patch = JSON.stringify({ status: { startTime: LONG_AGO, failed: 1, conditions } });
      await kubectl([
        ...['--namespace=fine-job-old', 'patch', 'job', 'job'],
        ...['--subresource=status', '--type=merge', `--patch=${patch}`],
      ]);
    },
    red: {},
    others: { 'workloads/job/fine-job-old/job': ['skipped', /^it failed \d+ days ago; a failure counts for 24h/] },
  },
];
