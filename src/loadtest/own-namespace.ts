import { isForbidden } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { getIfThere } from '../cluster/get-if-there.ts';
import type { Kind } from '../cluster/kind.ts';
import { kinds, type ConfigMap } from '../cluster/kinds.ts';
import { createOrAdopt } from '../objects/create/create-or-adopt.ts';
import { forNamespaces } from '../objects/create/create-policy.ts';
import { deleteExactly } from '../objects/delete/delete-exactly.ts';
import { podsHolding } from '../objects/delete/pods-holding.ts';
import { waitUntilDeleted } from '../objects/delete/wait-until-deleted.ts';
import { REPORT_LABEL } from './keep-report.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { PLATFORM_LABEL } from '../instruments/load/platform/platform-manifests.ts';
import { isScriptMap } from './self-service/read-self-service.ts';
import { selfService } from './self-service/self-service-names.ts';

/** Creates the namespace of a platform unless it exists. A created one has the label of platforms, and is removed with the last of them. */
export async function ensureNamespace(
  cluster: Cluster,
  { namespace, name }: PlatformRef,
  signal: AbortSignal,
): Promise<void> {
  try {
    const metadata = { name: namespace, labels: { [PLATFORM_LABEL]: name } };
    const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata };
    // It belongs to no run, because it stays longer than the run that needed it first.
    const owner = { runId: '', home: namespace };
    await createOrAdopt(cluster, { ...owner, kind: kinds.namespaces, manifest, policy: forNamespaces, signal });
  } catch (error) {
    // An account that may not read namespaces works in one that somebody else has created.
    if (!isForbidden(error)) throw error;
  }
}

/**
 * Removes a namespace that was created for a platform, if the platform is removed and nobody has put other objects into it since.
 * @param bounds.withinMs the timeout, in milliseconds.
 * @returns how many namespaces were removed.
 */
export async function removeOwnNamespace(
  cluster: Cluster,
  namespace: string,
  { withinMs, signal }: { withinMs: number; signal: AbortSignal },
): Promise<number> {
  try {
    const there = await getIfThere(cluster, kinds.namespaces, { name: namespace }, signal);
    if (there?.metadata?.labels?.[PLATFORM_LABEL] === undefined) return 0;
    if (await isUsed(cluster, namespace, signal)) return 0;
    const object = { kind: kinds.namespaces, ref: { name: namespace }, uid: there.metadata.uid };
    await deleteExactly(cluster, object, { signal });
    await waitUntilDeleted(cluster, object, { withinMs, release: podsHolding(object, undefined), signal });
    return 1;
  } catch (error) {
    if (isForbidden(error)) return 0;
    throw error;
  }
}

/** Whether there is another platform, something of self-service, a stored report, or a workload or Secret of somebody else. */
async function isUsed(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<boolean> {
  const list = <T>(kind: Kind<T>) => cluster.list(kind, { namespace }, { signal });
  const programs = await Promise.all([list(kinds.pods), list(kinds.deployments)]);
  if (programs.flat().length > 0) return true;
  const settings: readonly string[] = [selfService.properties, selfService.config];
  const maps = await list(kinds.configMaps);
  const isKept = ({ metadata: { name = '', labels = {} } = {} }: ConfigMap) =>
    settings.includes(name) || isScriptMap(name) || REPORT_LABEL in labels || PLATFORM_LABEL in labels;
  if (maps.some(isKept)) return true;
  // Secrets of other types are created by the cluster itself.
  return (await list(kinds.secrets)).some(({ type }) => type === 'Opaque');
}
