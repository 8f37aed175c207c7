import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Kind } from '../cluster/kind.ts';
import { kinds, type Node } from '../cluster/kinds.ts';
import { looksAt, type Right } from '../cluster/rights.ts';
import { whySimulated } from '../cluster/real-node.ts';
import { inScope } from './in-scope.ts';
import type { Config } from '../config/schema.ts';
import type { ClusterFacts } from '../results/model.ts';
import type { InventoryPart } from '../authoring/for-each.ts';
import type { Discovered, Inventory } from './inventory.ts';
import { retryTransient } from './retry-transient.ts';

/**
 * What checks are made of, and whether the label selector of the scope narrows it: it speaks of workloads, not of what surrounds them. What
 * a check looks at besides, it reads when it needs it.
 */
const PARTS = {
  nodes: { byLabels: false },
  namespaces: { byLabels: false },
  deployments: { byLabels: true },
  statefulSets: { byLabels: true },
  daemonSets: { byLabels: true },
  jobs: { byLabels: true },
  services: { byLabels: true },
  horizontalPodAutoscalers: { byLabels: true },
} as const satisfies Record<InventoryPart, { byLabels: boolean }>;

/** The API rights that discovery needs. */
export const discoveryRights: readonly Right[] = (Object.keys(PARTS) as InventoryPart[]).map((part) =>
  looksAt(kinds[part]),
);

/** What discovery found. */
export interface Discovery {
  inventory: Inventory;
  facts: ClusterFacts;
}

/**
 * Reads once what is in the cluster and in scope. A kind that cannot be listed becomes a trouble of its own; the others are not touched by it.
 * @throws ClusterError when the API server cannot be reached at all, or does not know us.
 */
export async function discover(cluster: Cluster, config: Config, signal: AbortSignal): Promise<Discovery> {
  const version = await versionOf(cluster, signal);
  const entries = Object.entries(PARTS).map(async ([part, { byLabels }]) => {
    const kind: Kind<{ metadata?: { name?: string; namespace?: string } }> = kinds[part as InventoryPart];
    return [part, await list(cluster, kind, byLabels, config, signal)] as const;
  });
  const [uid, ...parts] = await Promise.all([clusterUid(cluster, signal), ...entries]);
  const inventory = Object.freeze({ config, ...Object.fromEntries(parts) }) as unknown as Inventory;
  return { inventory, facts: factsOf(config, inventory, version, uid) };
}

async function list<T extends { metadata?: { name?: string; namespace?: string } }>(
  cluster: Cluster,
  kind: Kind<T>,
  byLabels: boolean,
  { scope }: Config,
  signal: AbortSignal,
): Promise<Discovered<T>> {
  const selection = byLabels && scope.labelSelector !== '' ? { labelSelector: scope.labelSelector } : {};
  try {
    const all = await retryTransient(cluster, signal, () => cluster.list(kind, selection, { signal, share: true }));
    return Object.freeze({ items: Object.freeze(all.filter((item) => inScope(scope, kind.kind.toLowerCase(), item))) });
  } catch (error) {
    signal.throwIfAborted();
    return Object.freeze({ trouble: error instanceof Error ? error : new Error(String(error)) });
  }
}

/** The version of the API server; `undefined` when we may not ask for it, which is no reason not to go on. */
async function versionOf(cluster: Cluster, signal: AbortSignal): Promise<string | undefined> {
  try {
    const text = await retryTransient(cluster, signal, () => cluster.raw('/version', { signal }));
    return (JSON.parse(text) as { gitVersion?: string }).gitVersion;
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return undefined;
    throw error;
  }
}

/** The uid of the cluster's oldest namespace; not worth an error of its own. */
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
  return {
    name: node.metadata?.name ?? '',
    version: info?.kubeletVersion ?? '',
    os: info?.osImage ?? '',
    runtime: info?.containerRuntimeVersion ?? '',
    simulated: whySimulated(node) !== undefined,
  };
}
