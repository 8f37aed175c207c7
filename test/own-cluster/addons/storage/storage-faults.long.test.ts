import { describeClusterFaults } from '../../faults/describe-cluster-faults.ts';
import { addons } from '../addons.ts';
import { storageFaults } from './storage-faults.ts';

describeClusterFaults(storageFaults, 'Faults of volumes', {
  addons,
  areas: ['platform'],
  long: true,
});
