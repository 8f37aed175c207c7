import { isAnsweredByApiServer, type Call } from './transport/call.ts';
import { ClusterError } from './cluster-error.ts';

/** How to fix it that something else than an API server answers. */
export const NOT_AN_API_SERVER =
  'check that the server in the kubeconfig is a Kubernetes API server, and not a proxy or a login page in front of it';

/**
 * The error for an answer that no API server gives: something else answers, such as a proxy or a login page. Where the API server itself would have
 * answered, nothing is known about what was asked.
 * @param server how messages name the server.
 * @param what the answer: `something that is not a list`.
 */
export function foreignAnswer(
  call: Pick<Call, 'doing'> & { path?: string },
  server: string,
  what: string,
  cause?: unknown,
): ClusterError {
  return new ClusterError('CLUSTER_INVALID', {
    expected: `to ${call.doing}`,
    seen: `${server} answered with ${what}`,
    todo: NOT_AN_API_SERVER,
    transient: false,
    unanswered: isAnsweredByApiServer(call.path ?? ''),
    ...(cause === undefined ? {} : { cause }),
  });
}
