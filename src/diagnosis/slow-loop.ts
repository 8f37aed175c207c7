import type { Pod } from '../cluster/kinds/kinds.ts';
import type { ContainerStatus } from './containers.ts';

/** The longest time between two ends of a container that ends again and again, in milliseconds: one that runs for longer does its work in between. */
export const SLOWEST_MS = 3_600_000;

/** From this number of restarts on it is a loop: during an upgrade of the cluster a container may well end a few times within an hour. */
const LOOP = 5;

/**
 * Whether a container that runs for more than ten minutes each time ends again and again: it has been restarted at least five times, ran for less
 * than an hour before its last end, and ended for its memory or, on average since its pod started, at least once an hour. One that ends with exit
 * code 0 does so by its own design. Pure.
 *
 * The kubelet shows no such loop: after ten minutes without an end it forgets the back-off, so the container never waits in CrashLoopBackOff.
 * The number of restarts, the age of the pod and the last end are all that the API has about earlier ends.
 * @param restarts how often it was restarted, without restarts for changes of its pod. @param ranFor before its last end, in milliseconds.
 */
export function isSlowLoop(
  { startTime }: NonNullable<Pod['status']>,
  { lastState }: ContainerStatus,
  { restarts, ranFor, date }: { restarts: number; ranFor: number; date: Date },
): boolean {
  const { exitCode = 0, reason } = lastState?.terminated ?? {};
  if (restarts < LOOP || ranFor >= SLOWEST_MS || exitCode === 0) return false;
  const age = date.getTime() - Date.parse(startTime ?? '');
  return reason === 'OOMKilled' || age / restarts <= SLOWEST_MS;
}
