import { describeClusterFaults } from '../faults/describe-cluster-faults.ts';
import { openSearchFaults, settings } from './opensearch-faults.ts';

describeClusterFaults(openSearchFaults, 'Faults of log collection with OpenSearch', {
  addons: ['opensearch'],
  areas: ['observability'],
  config: { logs: settings },
  long: true,
});
