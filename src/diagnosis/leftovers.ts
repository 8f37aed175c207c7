import type { Pod } from '../cluster/kinds/kinds.ts';
import { hasEnded } from './containers.ts';
import { RECOVERED_MS } from './crash-loop.ts';

/**
 * The pods of a ReplicaSet without those that ended earlier and explain nothing any more: it replaces evicted pods, and leaves them until the pod
 * garbage collector removes them, by default when there are 12,500. Pure.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/podgc/config/v1alpha1/defaults.go
 * @param date the API server's time.
 */
export function withoutLeftovers(pods: readonly Pod[], date: Date): Pod[] {
  const isOld = ({ metadata }: Pod) => date.getTime() - Date.parse(metadata?.creationTimestamp ?? '') >= RECOVERED_MS;
  return pods.filter((pod) => !(hasEnded(pod) && isOld(pod)));
}
