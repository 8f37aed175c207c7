import { lookup } from 'node:dns/promises';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type Service } from '../../cluster/kinds/kinds.ts';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { isKnownInClusterOnly, portProblem, reversedService, serviceOf } from './target-url.ts';

/**
 * Makes sure that a target has an address, and a Service the port, before anything is created for it: a Service according to the API server, any other
 * host according to the name servers of this machine, which in the cluster are the cluster's. Names that only those know are not looked up.
 * @throws ShakedownError LOAD_TARGET_UNRESOLVED
 */
export async function refuseUnresolved(
  cluster: Cluster,
  target: string,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  const { hostname } = new URL(target);
  const host = hostname.replace(/^\[|\]$/g, '');
  const service = serviceOf(target, namespace);
  if (service) {
    const there = await lookUp(cluster, service, signal);
    const problem = there ? portProblem(there, target) : undefined;
    if (problem !== undefined)
      throw new ShakedownError('LOAD_TARGET_UNRESOLVED', {
        meaning: 'usage',
        expected: `the target ${target} to name a port of its Service`,
        seen: problem,
        todo: `write the port as well: ${service.name}.${service.namespace}:PORT`,
      });
    if (there) return;
    if (there === null && service.certain)
      throw unresolved(target, `there is no Service ${service.namespace}/${service.name}`, {
        ...{ namespace, meant: await meantInstead(cluster, target, signal) },
      });
  }
  // This machine may ask other name servers than the cluster. A name of the cluster that is misspelled fails the load.
  if (isKnownInClusterOnly(target)) return;
  try {
    await lookup(host);
  } catch (error) {
    const also = service ? `, and there is no Service ${service.namespace}/${service.name}` : '';
    throw unresolved(
      target,
      `${host} has no address (${(error as NodeJS.ErrnoException).code ?? messageOf(error)})${also}`,
      { namespace, meant: await meantInstead(cluster, target, signal), cause: error },
    );
  }
}

/** A Service; `null` when it does not exist, `undefined` when the account may not read it. */
async function lookUp(
  cluster: Cluster,
  ref: { namespace: string; name: string },
  signal: AbortSignal,
): Promise<Service | null | undefined> {
  try {
    return await cluster.get(kinds.services, { namespace: ref.namespace, name: ref.name }, { signal });
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.code === 'CLUSTER_NOT_FOUND') return null;
    if (error.code === 'CLUSTER_FORBIDDEN') return undefined;
    throw error;
  }
}

/** The target that was probably meant: if a Service exists with the two parts of the name swapped. */
async function meantInstead(cluster: Cluster, target: string, signal: AbortSignal): Promise<string | undefined> {
  const ref = reversedService(target);
  return ref && (await lookUp(cluster, ref, signal)) ? `${ref.name}.${ref.namespace}` : undefined;
}

function unresolved(
  target: string,
  seen: string,
  { namespace, meant, cause }: { namespace: string; meant: string | undefined; cause?: unknown },
): ShakedownError {
  const hint = meant === undefined ? '' : `did you mean ${meant}? `;
  return new ShakedownError('LOAD_TARGET_UNRESOLVED', {
    meaning: 'usage',
    expected: `the target ${target} to have an address`,
    seen,
    todo: `${hint}name a Service (shop, when it is in ${namespace}; else shop.NAMESPACE) or a host; --no-resolve if only the cluster knows it`,
    ...(cause === undefined ? {} : { cause }),
  });
}
