import { kinds } from '../../cluster/kinds.ts';
import { looksAt, owns, uses, type Right } from '../../cluster/rights.ts';

const reads = (kind: Parameters<typeof owns>[0]): Right => ({ ...looksAt(kind), scope: 'workloads' });

/** The permissions for a Locust platform, all in its own namespace; a check under load needs them. */
export const loadRights: readonly Right[] = [
  owns(kinds.deployments),
  owns(kinds.services),
  owns(kinds.configMaps),
  reads(kinds.pods),
  reads(kinds.events),
  uses(kinds.pods, 'proxy', ['get', 'create'], 'workloads'),
  uses(kinds.pods, 'log', ['get'], 'workloads'),
];
