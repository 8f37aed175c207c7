import type { Pod } from '../cluster/kinds/kinds.ts';
import {
  hasEnded,
  isEndedByKubelet,
  isEndOfAll,
  lastingContainersOf,
  type PodContainer,
  restartsByRule,
} from './containers.ts';
import { lastLines } from './log-lines.ts';
import { averageRunMs, causeOf, EXPECTED_ENDS, restartsOfAllText } from './restart-of-all.ts';
import { isSlowLoop, SLOWEST_MS } from './slow-loop.ts';
import { endedByProbe, type PodEvidence, type RootCause } from './root-cause.ts';

/** A container that ended earlier, in milliseconds, and has not run for this long since, has not recovered. */
export const SURVIVED_MS = 60_000;

/** From this number of restarts on it is a loop; one restart may be an accident. */
const LOOP = 2;

/** The same for a container that runs for longer than {@link SURVIVED_MS} before it ends. */
const SLOW_LOOP = 3;

/**
 * After this time without an end the kubelet itself takes a container for recovered, in milliseconds: it forgets the back-off after twice its
 * maximum of 5 minutes. pkg/kubelet/kubelet.go, `maxContainerBackOff`; k8s.io/client-go/util/flowcontrol/backoff.go, `hasExpired`.
 */
export const RECOVERED_MS = 600_000;

/** A crash loop whose container runs right now, or did a moment ago. */
export interface CrashLoop extends RootCause {
  /** When the container has recovered if it goes on to run, in milliseconds from now. */
  recoveredInMs: number;
}

/**
 * A container that ends again and again and may run right now: without a readiness probe it counts as available from its first moment, and so
 * does its workload. It has recovered when it has run for a minute, or for twice as long as before its last end, whichever is longer, but never
 * for more than an hour; pure.
 * @param date the API server's time.
 * @example 'container app ended 3 s after its last start (exit code 1), was restarted 4 times, and runs since a moment ago (pod web-1)'
 */
export function crashLoop(
  { pods, events, log }: Pick<PodEvidence, 'pods' | 'events' | 'log'>,
  date: Date,
): CrashLoop | undefined {
  const found = pods.flatMap((pod) =>
    pod.metadata?.deletionTimestamp === undefined && !hasEnded(pod)
      ? loopsOf(pod, date).map((loop) => ({ pod, ...loop }))
      : [],
  );
  const [first] = found;
  if (!first) return undefined;
  const { pod, container, ranFor, recoveredInMs } = first;
  const { name, restartCount, state } = container.status;
  const before = container.status.lastState?.terminated;
  const how = `exit code ${before?.exitCode}${before?.reason && before.reason !== 'Error' ? `, ${before.reason}` : ''}`;
  const now = state?.running ? `runs since ${agoText(date, state.running.startedAt)}` : 'did not run a moment ago';
  const share = new Set(found.map((one) => one.pod)).size;
  const whose =
    share === 1 ? `pod ${pod.metadata?.name}` : `${share} of ${pods.length} pods, one is ${pod.metadata?.name}`;
  if (before && isEndOfAll(before))
    return {
      text: `${restartsOfAllText(pod, container, ranFor)}; ${name} ${now} (${whose})`,
      hopeless: false,
      todo: `logs ${pod.metadata?.name} -c ${causeOf(pod) ?? name}`,
      recoveredInMs,
    };
  const probe = endedByProbe(pod.metadata ?? {}, events, name);
  const ended = `ended ${ranFor / 1_000} s after its last start (${how}), was restarted ${restartCount} times, and ${now}`;
  const isLogged = log !== undefined && log.pod === pod.metadata?.name && log.container === name;
  const lines = isLogged ? lastLines(log.text) : '';
  const said = lines === '' ? '' : `; the end of its log: ${lines}`;
  const failed = probe ? `; ${probe.message}` : '';
  const text =
    !probe || !before || !isEndedByKubelet(before)
      ? `container ${name} ${ended}${failed}${said}`
      : `container ${name} is ended by its ${probe.kind} probe: ${probe.message}; it ${ended}`;
  return {
    text: `${text} (${whose})`,
    ...(!probe && { crashed: { pod: pod.metadata?.name ?? '', container: name } }),
    hopeless: false,
    todo: `logs ${pod.metadata?.name} -c ${name} --previous`,
    recoveredInMs,
  };
}

function loopsOf(pod: Pod, date: Date): { container: PodContainer; ranFor: number; recoveredInMs: number }[] {
  return lastingContainersOf(pod).flatMap((container) => {
    const { restartCount, state, lastState } = container.status;
    const before = lastState?.terminated;
    const endsSometime = ['OnFailure', 'Never'].includes(pod.spec?.restartPolicy ?? '');
    const isDone = state?.terminated?.exitCode === 0 && endsSometime;
    if (!before || isDone) return [];
    const ranFor = isEndOfAll(before)
      ? averageRunMs(pod, container.status, date)
      : timeOf(before.finishedAt) - timeOf(before.startedAt);
    // The pod may have been read before its workload, and the container may have started in between.
    const runsFor = state?.running ? date.getTime() - timeOf(state.running.startedAt) : 0;
    const isForChange = isEndedByKubelet(before) && !isEndOfAll(before);
    const restarts = isForChange ? restartCount - changesOf(pod) : restartCount;
    const isInVain = !endsSometime && ranFor < SURVIVED_MS && restarts >= EXPECTED_ENDS;
    if (restartsByRule(container, pod) && !isInVain) return [];
    const isFast = ranFor < RECOVERED_MS && restarts >= (ranFor < SURVIVED_MS ? LOOP : SLOW_LOOP);
    const isLoop = isFast || (pod.status && isSlowLoop(pod.status, container.status, { restarts, ranFor, date }));
    const remembered = ranFor < RECOVERED_MS ? RECOVERED_MS : SLOWEST_MS;
    const recoveredInMs = Math.max(SURVIVED_MS, Math.min(2 * ranFor, remembered)) - runsFor;
    return isLoop && recoveredInMs > 0 ? [{ container, ranFor, recoveredInMs }] : [];
  });
}

/**
 * How often the spec of a pod was changed: for a change of its resources or its image the kubelet ends and restarts a container, which is no
 * crash. It is known since Kubernetes 1.33, with which such resizes began (KEP-5067, KEP-1287).
 */
function changesOf({ metadata }: Pod): number {
  return Math.max(0, (metadata?.generation ?? 1) - 1);
}

/**
 * Whether a workload that is rolled out changed within the longest time between two ends of a crash loop: then its pods are read. Those of the
 * others are not read, so that thousands of healthy workloads cost no request. Each end of a container that counts for the readiness of its pod
 * changes the status of the workload.
 * @param written when it was last written.
 */
export function changedRecently(written: string | undefined, date: Date): boolean {
  return date.getTime() - timeOf(written) < SLOWEST_MS;
}

function agoText(date: Date, stamp: string | undefined): string {
  const seconds = Math.round((date.getTime() - timeOf(stamp)) / 1_000);
  return seconds < 10 ? 'a moment ago' : `${seconds} s ago`;
}

function timeOf(stamp: string | undefined): number {
  return Date.parse(stamp ?? '');
}
