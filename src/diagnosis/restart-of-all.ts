import type { Pod } from '../cluster/kinds/kinds.ts';
import type { ContainerStatus, PodContainer } from './containers.ts';

/** From this number of restarts on it is a loop: the author of a rule expects ends, but only of a work, as a Job's, one after the other. */
export const EXPECTED_ENDS = 5;

/**
 * How long a container that is restarted with all of its pod ran each time on average, since its pod started, in milliseconds: of its single ends
 * the API has no times, so a loop that began late in the life of its pod is seen late. Pure.
 * @param date the API server's time.
 */
export function averageRunMs(pod: Pod, { restartCount, state }: ContainerStatus, date: Date): number {
  const until = state?.running ? Date.parse(state.running.startedAt ?? '') : date.getTime();
  return (until - Date.parse(pod.status?.startTime ?? '')) / restartCount;
}

/**
 * The beginning of a sentence on a loop of such restarts, with the container whose rule asks for them; pure.
 * @param averageMs how long it runs each time, in milliseconds, where that is known.
 * @example 'all containers are restarted by the rule of container trainer, 30 times so far, every 12 s on average'
 */
export function restartsOfAllText(pod: Pod, { status }: PodContainer, averageMs?: number): string {
  const every = averageMs === undefined ? '' : `, every ${Math.round(averageMs / 1_000)} s on average`;
  return `all containers are restarted by the rule of container ${causeOf(pod) ?? status.name}, ${status.restartCount} times so far${every}`;
}

/** The first container with a rule to restart all; `undefined` when none is known. */
export function causeOf({ spec }: Pod): string | undefined {
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return all.find(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }) => action === 'RestartAllContainers'),
  )?.name;
}
