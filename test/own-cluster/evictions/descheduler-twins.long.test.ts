import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { descheduledTwins } from './descheduler-twins.ts';

describeClusterFaults(descheduledTwins, 'Pods that the descheduler moves', {
  addons: ['descheduler'],
  areas: ['workloads'],
  long: true,
});
