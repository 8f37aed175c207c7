import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster, Manifest } from '../../cluster/cluster.ts';
import type { Kind } from '../../cluster/kind.ts';
import { kinds } from '../../cluster/kinds.ts';
import type { Config } from '../../config/schema.ts';
import { ownManifests, userManifests } from './self-service-manifests.ts';

const of = (group: string, resource: string, kind: string): Kind => ({
  group,
  version: 'v1',
  resource,
  kind,
  namespaced: true,
});
const KINDS: Readonly<Record<string, Kind>> = {
  ConfigMap: kinds.configMaps,
  Secret: of('', 'secrets', 'Secret'),
  ServiceAccount: of('', 'serviceaccounts', 'ServiceAccount'),
  Role: of('rbac.authorization.k8s.io', 'roles', 'Role'),
  RoleBinding: of('rbac.authorization.k8s.io', 'rolebindings', 'RoleBinding'),
  CronJob: of('batch', 'cronjobs', 'CronJob'),
};

/** What an installation did with one object. */
export interface Installed {
  manifest: Manifest;
  did: 'applied' | 'made' | 'left as it was';
}

/** Makes a namespace ready for self-service. What belongs to people is made when it is absent, and never changed. */
export async function installInto(
  cluster: Cluster,
  config: Config,
  namespace: string,
  signal: AbortSignal,
): Promise<Installed[]> {
  await makeNamespace(cluster, namespace, signal);
  const installed: Installed[] = [];
  for (const manifest of ownManifests(namespace, config)) {
    await cluster.apply(kindOf(manifest), manifest, { signal });
    installed.push({ manifest, did: 'applied' });
  }
  for (const manifest of userManifests(namespace, config)) {
    const made = await createUnlessThere(cluster, manifest, signal);
    installed.push({ manifest, did: made ? 'made' : 'left as it was' });
  }
  return installed;
}

async function makeNamespace(cluster: Cluster, name: string, signal: AbortSignal): Promise<void> {
  await createUnlessThere(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, signal);
}

async function createUnlessThere(cluster: Cluster, manifest: Manifest, signal: AbortSignal): Promise<boolean> {
  try {
    await cluster.create(kindOf(manifest), manifest, { signal });
    return true;
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_CONFLICT') return false;
    throw error;
  }
}

function kindOf({ kind }: Manifest): Kind {
  const known = kind === 'Namespace' ? kinds.namespaces : KINDS[kind];
  if (!known) throw new TypeError(`a ${kind} is not among what self-service is made of`);
  return known;
}
