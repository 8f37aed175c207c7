import type { Cluster } from '../cluster/cluster.ts';
import { whySimulated } from '../cluster/real-node.ts';
import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { refusedObjects } from './admission.ts';
import type { Finding, CheckRequirements } from './finding.ts';
import { noImage } from './image.ts';
import { noLease } from './lease.ts';
import { cordonedNodes, nodesWithoutAgent, reservedNodes } from './nodes.ts';
import { missingRights, type Account } from './rights.ts';

/** What preflight needs. */
export interface PreflightOptions {
  cluster: Cluster;
  config: Config;
  /** The nodes that discovery found. */
  nodes: Inventory['nodes'];
  checks: readonly CheckRequirements[];
  /** The account that needs the permissions. @default the caller's own */
  account?: Account | undefined;
  /** Why the run has no Lease, if it has none. */
  unlocked?: string | undefined;
  /** @default 'preflight' */
  runId?: string;
  signal: AbortSignal;
}

/** What is missing or wrong for the checks that apply. Nothing is created. */
export async function findings(options: PreflightOptions): Promise<Finding[]> {
  const { cluster, config, account, unlocked, runId = 'preflight', signal } = options;
  const checks = options.checks.filter(({ skip }) => skip === undefined);
  // If nodes may not be listed, the missing permission is a finding already.
  const nodes = 'items' in options.nodes ? options.nodes.items : [];
  const simulated = nodes.filter((node) => whySimulated(node) !== undefined);
  const labels = runLabels(config, runId, cluster.serverDate());
  const found = await Promise.all([
    missingRights(cluster, config, checks, signal, account),
    config.image === '' ? [] : refusedObjects(cluster, { config, simulated, labels, checks }, signal),
  ]);
  if (unlocked !== undefined) found.push(noLease(unlocked, checks));
  if (config.image === '') found.push(noImage(checks, config));
  if (nodes.length > 0)
    found.push(nodesWithoutAgent(nodes, checks), cordonedNodes(nodes), reservedNodes(nodes, checks, config));
  return worthKnowing(found.flat());
}

/** The findings without those that concern only checks that other findings block; pure. */
export function worthKnowing(found: readonly Finding[]): Finding[] {
  const blocked = new Set(found.flatMap(({ blocks }) => blocks));
  return found.filter(({ blocks, concerns }) => blocks.length > 0 || !concerns?.every((id) => blocked.has(id)));
}

/** Makes the checks that a finding blocks end with an error that names it, instead of running. */
export function blockChecks(
  checks: readonly (CheckRequirements & { body: (tools: never) => Promise<void> })[],
  found: readonly Finding[],
): void {
  for (const check of checks) {
    const finding = blockerOf(check.id, found);
    if (finding) check.body = () => Promise.reject(errorFor(finding));
  }
}

/** The first finding that blocks a check; `undefined` when none does. */
export function blockerOf(id: string, found: readonly Finding[]): Finding | undefined {
  return found.find(({ blocks }) => blocks.includes(id));
}

/** The error of a check that a finding blocks. */
export function errorFor({ about, message, todo }: Finding): ShakedownError {
  const expected = {
    rights: 'the permissions that the check uses',
    lease: 'the cluster to itself, for a check that creates objects',
    image: 'an image for the pods that the check runs',
    admission: 'the cluster to admit what the check creates',
    nodes: 'nodes for probe agents',
  }[about];
  const meaning = about === 'image' ? 'usage' : 'infrastructure';
  return new ShakedownError(`PREFLIGHT_${about.toUpperCase()}`, { meaning, expected, seen: message, todo });
}
