import type { Pod } from '../cluster/kinds/kinds.ts';
import { containersOf } from './containers.ts';

/**
 * The longest time between two restarts of a crash loop, in milliseconds: the kubelet waits for at most 5 minutes, and a container that runs for
 * longer than a minute each time is no fast loop. pkg/kubelet/kubelet.go, `MaxCrashLoopBackOff`.
 */
const BETWEEN_RESTARTS_MS = 360_000;

/**
 * Since when a pod is unready, as RFC 3339: since it was last ready, or, if it never was, since it was created; pure.
 */
export function unreadySince({ metadata, status }: Pod): string | undefined {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const changed = ready?.status === 'True' ? undefined : ready?.lastTransitionTime;
  return changed ?? metadata?.creationTimestamp;
}

/**
 * Since when at least a container of the pod ends again and again, as RFC 3339. A container without a readiness probe makes its pod ready at each
 * start, so the conditions of the pod do not say it; the number of its restarts and the back-off of the kubelet do. Pure.
 * @param date the API server's time.
 */
export function crashingSince(pod: Pod, date: Date): string | undefined {
  const started = pod.status?.startTime;
  const age = date.getTime() - Date.parse(started ?? '');
  const since = containersOf(pod).flatMap(({ status: { restartCount, state } }) => {
    if (started !== undefined && restartCount >= 3 && age / restartCount <= BETWEEN_RESTARTS_MS) return [age];
    const backOff = state?.waiting?.reason === 'CrashLoopBackOff' ? backOffMs(state.waiting.message) : 0;
    return backOff > 0 ? [backOff] : [];
  });
  return since.length === 0 ? undefined : new Date(date.getTime() - Math.max(...since)).toISOString();
}

/** The back-off doubles, so all those before it together are about as long as the last one, in milliseconds. */
function backOffMs(message = ''): number {
  const [, minutes = '0', seconds = '0'] = /back-off (?:(\d+)m)?(\d+)s /.exec(message) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1_000;
}
