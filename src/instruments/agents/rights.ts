import { kinds } from '../../cluster/kinds.ts';
import { looksAt, owns, uses, type Right } from '../../cluster/rights.ts';
import { clearingRights } from '../../objects/rights.ts';
import { foreignPolicyRights } from './policy/foreign-policies.ts';

/** What the probe agents need of the API server; a check that asks for the fleet uses them. */
export const probeRights: readonly Right[] = [
  owns(kinds.daemonSets, 'home'),
  ...clearingRights('home'),
  uses(kinds.pods, 'proxy', ['get', 'create'], 'home'),
];

/** What asking a node's kubelet needs. */
export const kubeletRights: readonly Right[] = [...probeRights, uses(kinds.pods, 'log', ['get'], 'home')];

/** What it needs to find out why a Service has no endpoint. */
export const backingRights: readonly Right[] = [
  kinds.deployments,
  kinds.statefulSets,
  kinds.daemonSets,
  kinds.jobs,
  kinds.pods,
  kinds.events,
].map(looksAt);

/** What a look at a Service from all nodes needs. */
export const reachRights: readonly Right[] = [
  ...probeRights,
  ...[kinds.services, kinds.endpointSlices, kinds.networkPolicies, kinds.namespaces].map(looksAt),
  ...foreignPolicyRights,
  ...backingRights,
];

/** What asking the cluster DNS from a node needs. */
export const dnsRights: readonly Right[] = [
  ...probeRights,
  owns(kinds.services, 'home'),
  ...[kinds.services, kinds.endpointSlices, kinds.networkPolicies, kinds.namespaces].map(looksAt),
  ...foreignPolicyRights,
  ...backingRights,
];
