import type { Call } from './transport/call.ts';
import { ClusterError } from './cluster-error.ts';

/**
 * The error for an answer with status 200 that is not what the API server answers: something else answers, such as a proxy.
 * @param wanted what it should be: `a list`.
 */
export function foreignAnswer(call: Pick<Call, 'doing'>, server: string, wanted: string): ClusterError {
  return new ClusterError('CLUSTER_INVALID', {
    expected: `to ${call.doing}`,
    seen: `${server} answered with something that is not ${wanted}`,
    todo: 'check that the server in the kubeconfig is a Kubernetes API server, and not a proxy in front of it',
    transient: false,
  });
}
