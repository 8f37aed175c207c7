import type { Event, Pod } from '../cluster/kinds/kinds.ts';
import { RECOVERED_MS, SURVIVED_MS, type CrashLoop } from './crash-loop.ts';
import { timeOf } from './event-time.ts';

/** From this number of failed pods in one place on it is a loop: fewer may be an accident. */
const LOOP = 3;

/** Reasons of the events of a kubelet about a pod that it has ended, or has not admitted: the pod has failed then. */
const FAILED =
  /^(?:Evicted|OutOf\w+|UnexpectedAdmissionError|NodeAffinity|TopologyAffinityError|FailedAdmission|AdmissionError)$/;

/**
 * A place of a StatefulSet or DaemonSet whose pods fail one after the other, while the workload is complete at the moments between: their
 * controllers delete failed pods at once, so that only events tell of them. It is over when none has failed for a minute, or for twice as long as
 * between two of them, whichever is longer; pure.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/statefulset/stateful_set_control.go (processReplica)
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/daemon/daemon_controller.go (FailedDaemonPod)
 * @param pods those of one workload. @param uid of the workload. @param date the API server's time.
 * @example 'pods web-3 have failed 4 times in the last 10 minutes, the last one 12 s ago: Evicted: The node was low on resource: memory'
 */
export function recreationLoop(
  pods: readonly Pod[],
  events: readonly Event[],
  { uid, date }: { uid?: string | undefined; date: Date },
): CrashLoop | undefined {
  const names = new Set(pods.map(({ metadata }) => metadata?.name));
  const ends = events
    .filter((event) => date.getTime() - timeOf(event) < RECOVERED_MS)
    .flatMap((event) => {
      const { involvedObject: about, reason = '', message = '' } = event;
      const node =
        reason === 'FailedDaemonPod' && about.uid === uid ? / on node (\S+), /.exec(message)?.[1] : undefined;
      if (node !== undefined) return [{ place: `on node ${node}`, event }];
      const isOwn = about.kind === 'Pod' && names.has(about.name);
      return isOwn && FAILED.test(reason) ? [{ place: about.name ?? '', event }] : [];
    });
  for (const [place, group] of Map.groupBy(ends, (end) => end.place)) {
    // Each pod counts once.
    const ofPods = new Map(
      group.map(({ event }) => [event.involvedObject.kind === 'Pod' ? event.involvedObject.uid : event.message, event]),
    );
    const sorted = [...ofPods.values()].toSorted((a, b) => timeOf(a) - timeOf(b));
    const [first, last] = [sorted[0], sorted.at(-1)];
    if (!first || !last || sorted.length < LOOP) continue;
    const every = (timeOf(last) - timeOf(first)) / (sorted.length - 1);
    const since = date.getTime() - timeOf(last);
    const recoveredInMs = Math.max(SURVIVED_MS, Math.min(2 * every, RECOVERED_MS)) - since;
    if (!(recoveredInMs > 0)) continue;
    const ago = `${Math.max(0, Math.round(since / 1_000))} s ago`;
    const said = `${last.reason}: ${last.message?.trim().replaceAll(/\s*\n\s*/g, ' ')}`;
    return {
      text: `pods ${place} have failed ${sorted.length} times in the last 10 minutes, the last one ${ago}: ${said}`,
      hopeless: false,
      todo: `get events --field-selector reason=${last.reason}`,
      recoveredInMs,
    };
  }
  return undefined;
}
