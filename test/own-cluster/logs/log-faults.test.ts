import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { logFaults, settings } from './log-faults.ts';

describeClusterFaults(logFaults, 'Faults of log collection', {
  addons: ['logs'],
  areas: ['observability'],
  config: { logs: settings },
});
