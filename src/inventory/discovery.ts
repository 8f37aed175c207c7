import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import { kinds, type Node } from '../cluster/kinds/kinds.ts';
import { poolOf } from '../cluster/node-pool.ts';
import { whySimulated } from '../cluster/real-node.ts';
import { looksAt, type Right } from '../cluster/rights/rights.ts';
import { serverVersion } from '../cluster/server-version.ts';
import type { Config } from '../config/schema.ts';
import type { ClusterFacts, NotCovered } from '../results/model.ts';
import type { Discovered, Inventory, InventorySource } from './inventory.ts';
import { kindsWithoutChecks } from './kinds-without-checks.ts';
import { listPart } from './list-part.ts';
import { assertNamespaceExists } from './only-namespace.ts';
import { OutsideNamespace } from './outside-namespace.ts';
import type { Part } from './part.ts';
import { namedParts } from './parts.ts';
import { retryTransient } from './retry-transient.ts';
import { found } from './survey.ts';

/** The API rights that discovery needs. */
export const discoveryRights: readonly Right[] = namedParts.map(([, { kind }]) => looksAt(kind));

/** The result of discovery. */
export interface Discovery extends InventorySource {
  facts: ClusterFacts;
  /** What no check covers, each with its reason; it grows when a spec file defines another kind. */
  notCovered: () => readonly NotCovered[];
  /** Whether the namespace that the run is limited to is known to exist; `true` without such a limit. */
  namespaceExists: boolean;
  /** Whether no object was found, of any kind that could be listed. A kind of which this is not known counts as found. */
  isEmpty: () => Promise<boolean>;
  /** Whether all kinds could be listed, also those that spec files have defined so far. */
  isWhole: () => Promise<boolean>;
}

/**
 * Reads the objects in scope once. A kind that cannot be listed becomes a trouble of its own and does not affect the others.
 * @throws ClusterError when the API server is unreachable or does not accept the credentials; ShakedownError SCOPE_NAMESPACE_ABSENT.
 */
export async function discover(cluster: Cluster, config: Config, signal: AbortSignal): Promise<Discovery> {
  const version = await versionOf(cluster, signal);
  const namespaceExists = await assertNamespaceExists(cluster, config, signal);
  const left = new Map<string, NotCovered>();
  const known = new Map<string, Promise<Discovered<object>>>();
  const list = async (part: Part): Promise<Discovered<object>> => {
    const { found, notCovered } = await listPart(cluster, part, config, signal);
    for (const one of notCovered) left.set(`${one.reason}: ${one.what}`, one);
    return found;
  };
  /** Spec files that define the same part share its objects. */
  const once = (part: Part) => {
    const { kind, id, byLabels, optional } = part;
    const key = JSON.stringify([kind.group, kind.version, kind.resource, id, byLabels, optional]);
    const listed = known.get(key) ?? list(part);
    known.set(key, listed);
    return listed;
  };
  const entries = namedParts.map(async ([name, part]) => [name, await once(part)] as const);
  const [uid, ...listed] = await Promise.all([clusterUid(cluster, signal), ...entries]);
  const inventory = Object.freeze({ config, ...Object.fromEntries(listed) }) as unknown as Inventory;
  for (const one of kindsWithoutChecks(inventory.customResourceDefinitions))
    left.set(`${one.reason}: ${one.what}`, one);
  return {
    inventory,
    facts: factsOf(config, inventory, version, uid),
    discover: <T extends object>(part: Part<T>) => once(part) as Promise<Discovered<T>>,
    survey: (survey) => found(survey, { cluster, config, signal }),
    notCovered: () => [...left.values()],
    namespaceExists,
    isEmpty: async () => (await Promise.all(known.values())).every(hasNothing),
    isWhole: async () => (await Promise.all(known.values())).every((found) => !('trouble' in found)),
  };
}

/** Kinds outside of the namespace that a run is limited to do not count. */
function hasNothing(found: Discovered<object>): boolean {
  return 'items' in found ? found.items.length === 0 : found.trouble instanceof OutsideNamespace;
}

/** The version of the API server; `undefined` without the permission to read it, because a run does not need it. */
async function versionOf(cluster: Cluster, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await retryTransient(cluster, signal, () => serverVersion(cluster, signal));
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return undefined;
    throw error;
  }
}

/** The uid of the cluster's oldest namespace; `undefined` when it cannot be read, because a run does not need it. */
async function clusterUid(cluster: Cluster, signal: AbortSignal): Promise<string | undefined> {
  try {
    const namespace = await retryTransient(cluster, signal, () =>
      cluster.get(kinds.namespaces, { name: 'kube-system' }, { signal }),
    );
    return namespace.metadata?.uid;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function factsOf(
  config: Config,
  { nodes }: Inventory,
  version: string | undefined,
  uid: string | undefined,
): ClusterFacts {
  return {
    name: config.cluster.name,
    ...(uid === undefined ? {} : { uid }),
    ...(version === undefined ? {} : { version }),
    nodes: 'items' in nodes ? nodes.items.map(nodeFacts) : [],
  };
}

function nodeFacts(node: Node): ClusterFacts['nodes'][number] {
  const info = node.status?.nodeInfo;
  const pool = poolOf(node);
  return {
    name: node.metadata?.name ?? '',
    version: info?.kubeletVersion ?? '',
    os: info?.osImage ?? '',
    runtime: info?.containerRuntimeVersion ?? '',
    simulated: whySimulated(node) !== undefined,
    ...(pool !== undefined && { pool }),
  };
}
