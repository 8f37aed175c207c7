import type { AnyObject } from '../cluster/kinds/any-object.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Kind } from '../cluster/kinds/kind.ts';
import { allResources } from '../cluster/kinds/served-resources.ts';

/** Kinds whose objects the cluster makes of others, and removes with them. */
const DERIVED: readonly string[] = ['events', 'events.events.k8s.io', 'endpoints', 'endpointslices.discovery.k8s.io'];
/** ConfigMaps that controllers put into every namespace: Kubernetes, OpenShift, Istio. */
const EVERYWHERE: readonly string[] = ['kube-root-ca.crt', 'openshift-service-ca.crt', 'istio-ca-root-cert'];
/** ServiceAccounts that Kubernetes and OpenShift put into every namespace. */
const ACCOUNTS: readonly string[] = ['default', 'builder', 'deployer'];

/**
 * What is in a namespace apart from what the cluster itself puts into each: objects of every kind that the API server serves.
 * @returns `persistentvolumeclaims/data` …; what cannot be read counts: a kind as `secrets (cannot be read)`, and a group that does
 * not say which kinds it serves, such as that of an aggregated API that is down.
 */
export async function objectsIn(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<string[]> {
  const { resources, silent } = await allResources(cluster);
  const listed = resources.filter(
    (kind) => kind.namespaced && kind.verbs.includes('list') && !DERIVED.includes(nameOf(kind)),
  );
  const found = await Promise.all(
    listed.map(async (kind) => {
      try {
        const objects = await cluster.list(kind as Kind<AnyObject>, { namespace }, { signal });
        return objects
          .filter((object) => counts(kind, object))
          .map(({ metadata }) => `${nameOf(kind)}/${metadata?.name}`);
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        return error.code === 'CLUSTER_NO_SUCH_KIND' ? [] : [`${nameOf(kind)} (cannot be read)`];
      }
    }),
  );
  const unknown = silent.map(({ group }) => `${group === '*' ? 'all kinds' : `kinds of ${group}`} (cannot be read)`);
  return [...unknown, ...found.flat()];
}

/** Whether an object keeps its namespace: somebody has made it, and it is not deleted with another one. Pure. */
export function counts(kind: Kind, { metadata = {}, ...object }: AnyObject): boolean {
  const { name = '', ownerReferences = [], deletionTimestamp, annotations = {} } = metadata;
  if (ownerReferences.length > 0 || deletionTimestamp !== undefined) return false;
  switch (nameOf(kind)) {
    case 'configmaps':
      return !EVERYWHERE.includes(name);
    case 'serviceaccounts':
      return !ACCOUNTS.includes(name);
    case 'secrets':
      return (
        !('kubernetes.io/service-account.name' in annotations) &&
        (object as { type?: string }).type !== 'kubernetes.io/service-account-token'
      );
    case 'rolebindings.rbac.authorization.k8s.io':
      return !name.startsWith('system:');
    case 'leases.coordination.k8s.io':
      return name !== 'shakedown';
    default:
      return true;
  }
}

function nameOf({ group, resource }: Kind): string {
  return group === '' ? resource : `${resource}.${group}`;
}
