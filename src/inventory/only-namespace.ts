import { isForbidden } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { getIfThere } from '../cluster/get-if-there.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { retryTransient } from './retry-transient.ts';

/**
 * Makes sure that the namespace exists that a run is limited to.
 * @returns whether that is known: an account may lack the permission to read its own namespace. `true` for a run without such a limit.
 * @throws ShakedownError SCOPE_NAMESPACE_ABSENT; ClusterError
 */
export async function assertNamespaceExists(
  cluster: Cluster,
  { scope: { onlyNamespace: name } }: Config,
  signal: AbortSignal,
): Promise<boolean> {
  if (name === '') return true;
  try {
    const found = await retryTransient(cluster, signal, () => getIfThere(cluster, kinds.namespaces, { name }, signal));
    if (found !== undefined) return true;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
  throw new ShakedownError('SCOPE_NAMESPACE_ABSENT', {
    meaning: 'usage',
    expected: '--namespace to name an existing namespace',
    seen: `namespace ${name} is not in the cluster`,
    todo: 'see kubectl get namespaces, and fix --namespace or scope.onlyNamespace in the configuration',
  });
}

/**
 * Refuses a run that is limited to a namespace in which nothing was found: it would pass without judging anything there. Checks can create
 * objects in the namespaces of the suite, so these may be empty.
 * @param exists whether the namespace is known to exist.
 * @throws ShakedownError SCOPE_MATCHES_NOTHING
 */
export function assertNamespaceNotEmpty({ scope, namespaces }: Config, isEmpty: boolean, exists: boolean): void {
  const { onlyNamespace: name, labelSelector } = scope;
  if (name === '' || !isEmpty || [namespaces.suite, namespaces.workloads].includes(name)) return;
  const labels = labelSelector === '' ? '' : `, labels ${labelSelector}`;
  const unknown = exists ? '' : '; this account may not read the namespace, so it is not known whether it exists';
  const selector = labelSelector === '' ? '' : ` --selector ${labelSelector}`;
  throw new ShakedownError('SCOPE_MATCHES_NOTHING', {
    meaning: 'usage',
    expected: 'scope to contain objects to judge',
    seen: `no object of the cluster is in the scope: namespace ${name}${labels}${unknown}`,
    todo: `see kubectl get all -n ${name}${selector}, and fix --namespace or scope in the configuration`,
  });
}
