import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { clusterFaults } from './cluster-faults.ts';
import { platformFaults } from './platform-faults.ts';

describeClusterFaults([...clusterFaults, ...platformFaults], 'Faults of the whole cluster', { long: true });
