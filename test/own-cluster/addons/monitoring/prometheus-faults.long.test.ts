import { describeClusterFaults } from '../../faults/describe-cluster-faults.ts';
import { addons } from '../addons.ts';
import { prometheusFaults } from './prometheus-faults.ts';

describeClusterFaults(prometheusFaults, 'Faults of the monitoring stack', {
  addons,
  areas: ['observability'],
  config: { prometheus: { window: '1m', emptyJobs: ['pods'] } },
  long: true,
});
