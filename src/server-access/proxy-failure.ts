import type { ClusterError } from '../cluster/cluster-error.ts';

/**
 * Why a Service gave no answer through the API server: the suite lacks the right to ask it, it does not exist, the API server itself does not answer
 * (which the waits handle), its answer is larger than is read, or it cannot be reached.
 */
export type ProxyFailure = 'no right' | 'no service' | 'api server' | 'too large' | 'unreachable';

/** What a failure of the API server's proxy means; pure. */
export function proxyFailure({ code, unanswered }: ClusterError): ProxyFailure {
  if (code === 'CLUSTER_FORBIDDEN') return 'no right';
  if (code === 'CLUSTER_NOT_FOUND' || code === 'CLUSTER_NO_SUCH_KIND') return 'no service';
  if (code === 'CLUSTER_TOO_LARGE') return 'too large';
  return unanswered || code === 'CLUSTER_UNAUTHORIZED' ? 'api server' : 'unreachable';
}

/** What to say where the suite lacks the right to ask a Service. @param shown how messages name it. */
export function noRight(what: string, section: string, shown: string) {
  return {
    expected: `the permission to ask ${what} through the API server`,
    seen: `${shown} may not be asked: the account of the suite lacks get services/proxy for it`,
    todo: `set ${section}.service, and grant what \`shakedown plugin --rbac\` writes`,
  };
}
