import type { Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';

/** The keys of a login, as Secrets of the type `kubernetes.io/basic-auth` have them. */
const KEYS = ['username', 'password'] as const;
/** The shortest password: the dashboard of a load balancer is tried by everybody. */
const SHORTEST = 8;

/**
 * Makes sure, before anything is created, that a dashboard outside of the cluster has a login, and that a named login exists.
 * @param login the Secret with it.
 * @throws ShakedownError LOAD_LOGIN_MISSING
 */
export async function refuseWithoutLogin(
  cluster: Cluster,
  namespace: string,
  { loadBalancer, login }: { loadBalancer: boolean; login?: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  refuseUnnamedLogin(namespace, { loadBalancer, login });
  if (login === undefined) return;
  const secret = await getIfThere(cluster, kinds.secrets, { namespace, name: login }, signal);
  if (!secret) throw missing(namespace, login, `no Secret ${namespace}/${login}`);
  const lengths = KEYS.map((key) => Buffer.from(secret.data?.[key] ?? '', 'base64').length);
  const empty = KEYS.filter((_, at) => lengths[at] === 0);
  if (empty.length > 0) throw missing(namespace, login, `Secret ${namespace}/${login} without ${empty.join(' and ')}`);
  if ((lengths[1] ?? 0) < SHORTEST)
    throw missing(namespace, login, `a password of less than ${SHORTEST} characters in Secret ${namespace}/${login}`);
}

/**
 * Refuses an address outside of the cluster for a dashboard without a login; no cluster is needed.
 * @throws ShakedownError LOAD_LOGIN_MISSING
 */
export function refuseUnnamedLogin(
  namespace: string,
  { loadBalancer, login }: { loadBalancer: boolean; login?: string | undefined },
): void {
  if (loadBalancer && login === undefined) throw missing(namespace, 'LOGIN', 'no login for --load-balancer');
}

function missing(namespace: string, secret: string, seen: string): ShakedownError {
  const create = `kubectl -n ${namespace} create secret generic ${secret} --type=kubernetes.io/basic-auth`;
  return new ShakedownError('LOAD_LOGIN_MISSING', {
    meaning: 'usage',
    expected: `a Secret with the login of the dashboard: ${KEYS.join(' and ')}`,
    seen,
    todo: `${create} --from-literal=username=NAME --from-literal=password=PASSWORD, and name it: --login ${secret}`,
  });
}
