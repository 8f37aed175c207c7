import { describeClusterFaults } from '../../faults/describe-cluster-faults.ts';
import { addons } from '../addons.ts';
import { logFaults, settings } from './log-faults.ts';

describeClusterFaults(logFaults, 'Faults of log collection', {
  addons,
  areas: ['observability'],
  config: { logs: settings },
});
