import type { Pod } from '../cluster/kinds/kinds.ts';
import { hasEnded, lastingContainersOf, restartsByRule, type PodContainer } from './containers.ts';

/** How long a container has to run before that shows that it works, in milliseconds, if it has no readiness probe. */
const PROVEN_MS = 20_000;

/** The same, at most, for one that has already ended once. */
const PROVEN_AGAIN_MS = 60_000;

/** Pods that have not run for long enough to show that they work. */
export interface YoungPods {
  /** Why, for one of them. */
  text: string;
  /** Their number. */
  count: number;
  /** The number of those of which a container has already ended, and may do so again. */
  ended: number;
  /** When the last of them has run for long enough, in milliseconds from now. */
  provenInMs: number;
}

/**
 * The pods with a container that has no readiness probe and was started a moment ago: it counts as available from its first moment, whatever it
 * does next. After an end of the container it has to run for longer than before. `undefined` when there is none; pure.
 * @param date the API server's time.
 * @example 'container app has no readiness probe and runs for 4 s only, which counts after 20 s (pod web-1)'
 */
export function youngPods(pods: readonly Pod[], date: Date): YoungPods | undefined {
  const young = pods.flatMap((pod) => {
    if (pod.metadata?.deletionTimestamp !== undefined || hasEnded(pod)) return [];
    const open = lastingContainersOf(pod).flatMap((container) => {
      const left = needsMs({ container, pod }) - runsForMs(container, date);
      return left > 0 ? [{ pod, container, left }] : [];
    });
    return open.toSorted((a, b) => b.left - a.left).slice(0, 1);
  });
  const [longest] = young.toSorted((a, b) => b.left - a.left);
  if (!longest) return undefined;
  const { name } = longest.container.status;
  const before = endOf(longest);
  const ended = before ? `, ended once with exit code ${before.exitCode}` : '';
  const runs = Math.max(0, Math.floor(runsForMs(longest.container, date) / 1_000));
  const whose = pods.length === 1 ? 'pod' : `${young.length} of ${pods.length} pods, one is`;
  return {
    text: `container ${name} has no readiness probe${ended}, and has run for ${runs} s, which counts after ${needsMs(longest) / 1_000} s (${whose} ${longest.pod.metadata?.name})`,
    count: young.length,
    ended: young.filter((one) => endOf(one) !== undefined).length,
    provenInMs: longest.left,
  };
}

/** A container that may be young, and its pod. */
interface Young {
  container: PodContainer;
  pod: Pod;
}

/** How the container ended last, unless a rule expects such ends. */
function endOf({ container, pod }: Young) {
  return restartsByRule(container, pod) ? undefined : container.status.lastState?.terminated;
}

/** How long the container has to run, in milliseconds; 0 when its probe shows that it works, or when nothing is known about it. */
function needsMs(young: Young): number {
  const { spec } = young.container;
  if (!spec || spec.readinessProbe) return 0;
  const before = endOf(young);
  if (!before) return PROVEN_MS;
  const ranFor = Date.parse(before.finishedAt ?? '') - Date.parse(before.startedAt ?? '');
  // One that ran for long and ended has shown that it works.
  if (!(ranFor < PROVEN_AGAIN_MS)) return 0;
  return Math.max(PROVEN_MS, Math.min(2 * ranFor, PROVEN_AGAIN_MS));
}

function runsForMs({ status }: PodContainer, date: Date): number {
  const { running } = status.state ?? {};
  return running ? date.getTime() - Date.parse(running.startedAt ?? '') : 0;
}
