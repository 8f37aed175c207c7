import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { addons } from './addons.ts';
import { policyFaults } from './policy-faults.ts';

describeClusterFaults(policyFaults, 'Faults of network policies', { addons, areas: ['platform'], long: true });
