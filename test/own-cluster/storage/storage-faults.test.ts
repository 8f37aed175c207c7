import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { storageFaults } from './storage-faults.ts';

describeClusterFaults(storageFaults, 'Faults of volumes', { addons: ['storage'], areas: ['platform'] });
