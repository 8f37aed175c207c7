import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt, owns, uses, type Right } from '../../cluster/rights/rights.ts';

const reads = (kind: Kind): Right => ({ ...looksAt(kind), scope: 'workloads' });

/** The kinds of the objects of a Locust platform. */
export const platformKinds: readonly Kind<AnyObject>[] = [
  ...[kinds.deployments, kinds.services, kinds.configMaps],
  kinds.networkPolicies,
];

/** The permissions for a Locust platform, all in its own namespace; a check under load needs them. */
export const loadRights: readonly Right[] = [
  ...platformKinds.map((kind) => owns(kind)),
  reads(kinds.pods),
  reads(kinds.events),
  uses(kinds.pods, 'proxy', ['get', 'create'], 'workloads'),
  uses(kinds.pods, 'log', ['get'], 'workloads'),
];
