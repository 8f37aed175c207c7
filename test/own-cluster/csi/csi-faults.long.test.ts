import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { csiFaults } from './csi-faults.ts';

describeClusterFaults(csiFaults, 'Faults of a CSI driver', {
  addons: ['csi'],
  areas: ['platform'],
  long: true,
});
