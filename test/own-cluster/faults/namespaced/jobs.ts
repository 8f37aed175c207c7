import { job, namespace, type Fault } from '../fault.ts';

/** Faults of Jobs, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'a Job fails',
    manifests: (image) => [
      namespace('fault-job'),
      job('fault-job', image, ['target-app', '--no-such-knob'], { backoffLimit: 0 }),
    ],
    red: { 'workloads/job/fault-job/job': /it has failed \(BackoffLimitExceeded\)/ },
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
      await kubectl(['--namespace=fine-job', 'wait', '--for=condition=Complete', 'job/job', '--timeout=60s']);
    },
    red: {},
    others: { 'workloads/job/fine-job/job': 'passed' },
  },
];
