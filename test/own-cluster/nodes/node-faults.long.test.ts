import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { nodeFaults } from './node-faults.ts';

describeClusterFaults(nodeFaults, 'Faults of the node autoscaler', {
  addons: ['nodes'],
  areas: ['autoscaling', 'workloads'],
  long: true,
});
