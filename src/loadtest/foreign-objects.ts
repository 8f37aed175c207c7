import type { AnyObject } from '../cluster/any-object.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Kind } from '../cluster/kind.ts';

/** A list of resources as discovery gives it (k8s.io/apimachinery/pkg/apis/meta/v1, APIResourceList). */
interface ResourceList {
  resources?: { name: string; kind: string; namespaced: boolean; verbs?: string[] }[];
}

/** Kinds whose objects the cluster makes of others, and removes with them. */
const DERIVED: readonly string[] = ['events', 'events.events.k8s.io', 'endpoints', 'endpointslices.discovery.k8s.io'];
/** ConfigMaps that controllers put into every namespace: Kubernetes, OpenShift, Istio. */
const EVERYWHERE: readonly string[] = ['kube-root-ca.crt', 'openshift-service-ca.crt', 'istio-ca-root-cert'];
/** ServiceAccounts that Kubernetes and OpenShift put into every namespace. */
const ACCOUNTS: readonly string[] = ['default', 'builder', 'deployer'];

/**
 * What is in a namespace apart from what the cluster itself puts into each: objects of every kind that the API server serves.
 * @returns `persistentvolumeclaims/data` …; a kind that cannot be read counts, as `secrets (cannot be read)`.
 */
export async function objectsIn(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<string[]> {
  const found = await Promise.all(
    (await servedKinds(cluster, signal)).map(async (kind) => {
      try {
        const objects = await cluster.list(kind, { namespace }, { signal });
        return objects
          .filter((object) => counts(kind, object))
          .map(({ metadata }) => `${nameOf(kind)}/${metadata?.name}`);
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        return error.code === 'CLUSTER_NO_SUCH_KIND' ? [] : [`${nameOf(kind)} (cannot be read)`];
      }
    }),
  );
  return found.flat();
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

async function servedKinds(cluster: Cluster, signal: AbortSignal): Promise<Kind<AnyObject>[]> {
  const read = async (path: string) => JSON.parse(await cluster.raw(path, { signal })) as unknown;
  const { groups = [] } = (await read('/apis')) as {
    groups?: { name: string; preferredVersion: { version: string } }[];
  };
  const places = [{ group: '', version: 'v1', path: '/api/v1' }].concat(
    groups.map(({ name, preferredVersion: { version } }) => ({
      group: name,
      version,
      path: `/apis/${name}/${version}`,
    })),
  );
  const lists = await Promise.all(
    places.map(async ({ group, version, path }) => {
      const { resources = [] } = (await read(path)) as ResourceList;
      return resources
        .filter(
          ({ name, namespaced, verbs }) => namespaced && !name.includes('/') && (verbs?.includes('list') ?? false),
        )
        .map(({ name, kind }): Kind<AnyObject> => ({ group, version, resource: name, kind, namespaced: true }));
    }),
  );
  // What adapters of metrics serve is no object of anybody.
  return lists.flat().filter((kind) => !DERIVED.includes(nameOf(kind)) && !/(^|\.)metrics\.k8s\.io$/.test(kind.group));
}

function nameOf({ group, resource }: Kind): string {
  return group === '' ? resource : `${resource}.${group}`;
}
