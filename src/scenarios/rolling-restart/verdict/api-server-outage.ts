import type { Outage } from '../../../cluster/cluster.ts';
import type { CheckVerdict } from '../../../results/model.ts';
import { OVERDUE_MS, type PlacedRequest } from './phases.ts';

/** A shorter outage is a lost connection, in milliseconds. */
const SHORTEST_MS = 1_000;
/**
 * How long after an outage endpoints may still be removed late, in milliseconds: controllers take 15 s to be leaders again, and what watches the API server
 * waits for up to 30 s before it connects again.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/component-base/config/v1alpha1/defaults.go
 */
const RECOVERY_MS = 30_000;

/**
 * The outage of the API server that may have made a request fail: nobody could take away the endpoint of the pod that ended. `undefined` when there was
 * none, and for requests that fail however soon the endpoint is removed: within {@link OVERDUE_MS} of SIGTERM, and answered by a pod that does not end. Pure.
 */
export function outageBehind({ request, pod }: PlacedRequest, outages: readonly Outage[]): Outage | undefined {
  const at = request.error === 'timeout' ? request.sent : request.ended;
  if (pod && at < pod.sigterm + OVERDUE_MS) return undefined;
  // Without the API server it is not seen either that a pod ends.
  if (!pod && request.status !== undefined) return undefined;
  const since = pod?.sigterm ?? at;
  return outages.find(
    ({ from, to = Number.POSITIVE_INFINITY }) => to - from >= SHORTEST_MS && from <= at && to + RECOVERY_MS >= since,
  );
}

/** The verdict when all requests that failed may have failed because of an outage; pure. */
export function duringOutage({ pod }: PlacedRequest, { from, to }: Outage): CheckVerdict {
  const long = to === undefined ? '' : ` for ${((to - from) / 1_000).toFixed(1)} s`;
  return {
    status: 'inconclusive',
    code: 'API_SERVER_UNAVAILABLE',
    message: `the API server gave no answer${long}, so ${pod ? `the endpoint of pod ${pod.name} could not be removed in time` : 'it is not known which pods ended'}`,
    todo: 'see why it was away, and run again: kubectl get --raw /readyz?verbose',
  };
}
