import type { AnyObject } from '../cluster/kinds/any-object.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { getIfThere } from '../cluster/get-if-there.ts';
import type { Kind } from '../cluster/kinds/kind.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { WaitError } from '../conditions/waiting/wait-error.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { suiteLabels } from '../objects/suite-labels.ts';
import { runOf } from '../objects/create/create-policy.ts';
import { deleteExactly, type ExactObject } from '../objects/delete/delete-exactly.ts';
import { waitUntilDeleted } from '../objects/delete/wait-until-deleted.ts';
import { assertRunIsOver } from '../objects/lease/assert-no-other-run.ts';
import type { SonobuoyProgram } from './program.ts';
import { silentNodesOf } from './silent-nodes.ts';

/** The label of the objects that Sonobuoy creates in its namespace; those that the aggregator's pod owns are deleted with it. */
const OF_SONOBUOY = 'component=sonobuoy';

/** How long the pods of a run have to end, in seconds: time for the runner to remove its objects. */
const GRACE = 10;

/** How long to wait for the end of the pods before their nodes are read again, in milliseconds: one may have become silent meanwhile. */
const LOOK_AGAIN = 15_000;

/** The place of a run of Sonobuoy, and what removes it. */
export interface RunPlace {
  cluster: Cluster;
  sonobuoy: SonobuoyProgram;
  namespace: string;
  plugin: string;
  /** The current run of the suite. */
  runId: string;
}

/**
 * Removes an earlier run of this suite from Sonobuoy's namespace.
 * @throws ShakedownError SONOBUOY_BUSY when it is a run of other plugins: its results may not have been fetched yet.
 */
export async function removeOldRun(place: RunPlace, signal: AbortSignal): Promise<void> {
  const { cluster, sonobuoy, namespace, plugin } = place;
  const pods = await cluster.list(kinds.pods, { namespace, labelSelector: OF_SONOBUOY }, { signal });
  if (pods.length === 0) return;
  const status = await sonobuoy.status(signal).catch(() => {
    signal.throwIfAborted();
  });
  const plugins = status?.plugins?.map((one) => one.plugin) ?? pods.map(pluginOf).filter((name) => name !== undefined);
  const others = [...new Set(plugins)].filter((name) => name !== plugin);
  if (others.length > 0) throw busy(namespace, others, status?.status);
  await removeRun(place, signal);
}

/**
 * Removes a run. Its namespace is deleted if its label says that a run of this suite created it. Other namespaces stay with their other
 * objects: Sonobuoy does not label the namespace that it creates, so it may be one that people created and also use for something else.
 * `sonobuoy delete` would delete both.
 * @throws ShakedownError RUN_UNDER_WAY when a live run created the namespace.
 */
export async function removeRun({ cluster, namespace, plugin, runId }: RunPlace, signal: AbortSignal): Promise<void> {
  const found = await getIfThere<AnyObject>(cluster, kinds.namespaces, { name: namespace }, signal);
  if (!found) return;
  const { annotations, uid, creationTimestamp } = found.metadata ?? {};
  const run = runOf(found);
  const created = { home: annotations?.[suiteLabels.home], since: creationTimestamp };
  if (run !== undefined && run !== runId) await assertRunIsOver(cluster, run, created, signal);
  await removePods({ cluster, namespace }, signal);
  await emptyNamespace(cluster, namespace, plugin, signal);
  if (run === undefined) return;
  const object: ExactObject = { kind: kinds.namespaces, ref: { name: namespace }, uid };
  await deleteExactly(cluster, object, { signal });
  await waitUntilDeleted(cluster, object, { signal });
}

/**
 * Removes the pods of a run, and returns when they are deleted. The grace period is short: Sonobuoy's worker uses all of it when there is
 * nothing to hand over.
 */
export async function removePods(
  { cluster, namespace }: Pick<RunPlace, 'cluster' | 'namespace'>,
  signal: AbortSignal,
): Promise<void> {
  // Until it is deleted itself, the aggregator may create the pod of the plugin.
  for (;;) {
    const pods = await cluster.list(kinds.pods, { namespace, labelSelector: OF_SONOBUOY }, { signal });
    if (pods.length === 0) return;
    const silent = await silentNodesOf(cluster, pods, signal);
    const found = pods.map(({ metadata, spec }) => ({
      pod: { kind: kinds.pods, ref: { namespace, name: metadata?.name ?? '' }, uid: metadata?.uid },
      node: spec?.nodeName ?? '',
    }));
    // On a silent node no kubelet confirms the end of a pod: it is deleted at once, and the node ends it when it is back.
    for (const { pod, node } of found)
      await deleteExactly(cluster, pod, { gracePeriodSeconds: silent.has(node) ? 0 : GRACE, signal });
    const again = cluster.clock.now() + LOOK_AGAIN;
    for (const { pod } of found) await waitUntilDeletedOr(again, cluster, pod, signal);
  }
}

/** Waits until a pod is deleted, or until its node should be read again. */
async function waitUntilDeletedOr(again: number, cluster: Cluster, pod: ExactObject, signal: AbortSignal) {
  try {
    await waitUntilDeleted(cluster, pod, { withinMs: Math.max(0, again - cluster.clock.now()), signal });
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
  }
}

/** Removes the objects that Sonobuoy created, and keeps the namespace as it was prepared, with its service account, roles and secrets. */
async function emptyNamespace(cluster: Cluster, namespace: string, plugin: string, signal: AbortSignal): Promise<void> {
  const inside: Kind<AnyObject>[] = [
    kinds.pods,
    kinds.services,
    kinds.configMaps,
    kinds.roleBindings,
    kinds.roles,
    kinds.serviceAccounts,
  ];
  const wide: Kind<AnyObject>[] = [kinds.clusterRoleBindings, kinds.clusterRoles];
  const removals = [
    ...inside.map((kind) => ({ kind, selection: { namespace, labelSelector: OF_SONOBUOY } })),
    ...wide.map((kind) => ({ kind, selection: { labelSelector: `${OF_SONOBUOY},namespace=${namespace}` } })),
  ];
  for (const { kind, selection } of removals) {
    for (const { metadata } of await cluster.list(kind, selection, { signal })) {
      const ref = { name: metadata?.name ?? '', ...(kind.namespaced ? { namespace } : {}) };
      const object = { kind, ref, uid: metadata?.uid };
      await deleteExactly(cluster, object, { signal });
      if (kind === kinds.pods) await waitUntilDeleted(cluster, object, { signal });
    }
  }
  // The ConfigMap of a plugin is the only object that Sonobuoy does not label.
  const ref = { namespace, name: `plugin-${plugin}-cm` };
  await deleteExactly(cluster, { kind: kinds.configMaps, ref }, { signal });
}

function pluginOf({ metadata }: { metadata?: { labels?: Record<string, string> } }): string | undefined {
  return metadata?.labels?.['sonobuoy-plugin'];
}

function busy(namespace: string, others: readonly string[], status: string | undefined): ShakedownError {
  return new ShakedownError('SONOBUOY_BUSY', {
    meaning: 'infrastructure',
    expected: `no other run in Sonobuoy's namespace`,
    seen: `in ${namespace}: ${others.join(', ')}${status === undefined ? '' : `, ${status}`}; its results would be lost`,
    todo: `wait for it, then: sonobuoy retrieve && sonobuoy delete --wait; or use another namespace: --set sonobuoy.namespace=shakedown-sonobuoy`,
  });
}
