import type { Cluster } from '../cluster/cluster.ts';
import { whySimulated } from '../cluster/real-node.ts';
import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { refusedObjects } from './admission.ts';
import type { Gap, Needy } from './gap.ts';
import { noImage } from './image.ts';
import { noLease } from './lease.ts';
import { nodesWithoutAgent } from './nodes.ts';
import { missingRights, type Account } from './rights.ts';

/** What is looked at before checks start. */
export interface GapOptions {
  cluster: Cluster;
  config: Config;
  /** As discovery found them. */
  nodes: Inventory['nodes'];
  checks: readonly Needy[];
  /** Whose rights are asked for. @default those of the caller */
  account?: Account | undefined;
  /** Why the run has no Lease, when it has none. */
  unlocked?: string | undefined;
  /** @default 'preflight' */
  runId?: string;
  signal: AbortSignal;
}

/** What the checks need and the cluster does not give. Nothing is created. */
export async function gaps(options: GapOptions): Promise<Gap[]> {
  const { cluster, config, checks, account, unlocked, runId = 'preflight', signal } = options;
  // That the right to list them is missing is a gap of its own.
  const nodes = 'items' in options.nodes ? options.nodes.items : [];
  const simulated = nodes.filter((node) => whySimulated(node) !== undefined);
  const labels = runLabels(config, runId, cluster.serverDate());
  const found = await Promise.all([
    missingRights(cluster, config, checks, signal, account),
    config.image === '' ? [] : refusedObjects(cluster, { config, simulated, labels, checks }, signal),
  ]);
  if (unlocked !== undefined) found.push(noLease(unlocked, checks));
  if (config.image === '') found.push(noImage(checks, config));
  if (nodes.length > 0) found.push(nodesWithoutAgent(nodes, config, checks));
  return found.flat();
}

/** Makes the checks that a gap blocks end with an error that names it, instead of running into it. */
export function block(
  checks: readonly (Needy & { body: (tools: never) => Promise<void> })[],
  found: readonly Gap[],
): void {
  for (const check of checks) {
    const gap = found.find(({ blocks }) => blocks.includes(check.id));
    if (gap) check.body = () => Promise.reject(errorFor(gap));
  }
}

function errorFor({ about, message, todo }: Gap): ShakedownError {
  const expected = {
    rights: 'the rights that the check uses',
    lease: 'the cluster to itself, for a check that makes objects',
    image: 'an image for the pods that the check runs',
    admission: 'the cluster to admit what the check creates',
    nodes: 'nodes to look from',
  }[about];
  const meaning = about === 'image' ? 'usage' : 'infrastructure';
  return new ShakedownError(`PREFLIGHT_${about.toUpperCase()}`, { meaning, expected, seen: message, todo });
}
