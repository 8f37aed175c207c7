import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { clusterFaults } from './cluster-faults.ts';

describeClusterFaults(clusterFaults, 'Faults of the whole cluster');
