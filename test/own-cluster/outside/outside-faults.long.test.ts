import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { outsideFaults } from './outside-faults.ts';

describeClusterFaults(outsideFaults, 'Entrances asked from outside', {
  addons: ['ingress'],
  areas: ['platform'],
  long: true,
});
