import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { addons } from './addons.ts';
import { entranceFaults } from './entrance-faults.ts';

describeClusterFaults(entranceFaults, 'Faults of entrances', { addons, areas: ['platform'], long: true });
