import { endedByProbe, type PodEvidence, type RootCause } from './root-cause.ts';

/** A container that runs for this long, in milliseconds, has recovered. One that ended earlier, and has not run for this long since, has not. */
const SURVIVED_MS = 60_000;

/** From this number of restarts on it is a loop; one restart may be an accident. */
const LOOP = 2;

/**
 * A container that ends a moment after each start and runs right now: without a readiness probe it counts as available from its
 * first moment, and so does its workload; pure.
 * @param date the API server's time.
 * @example 'container app ended 3 s after its last start (exit code 1), was restarted 4 times, and runs since a moment ago (pod web-1)'
 */
export function crashLoop({ pods, events }: Pick<PodEvidence, 'pods' | 'events'>, date: Date): RootCause | undefined {
  for (const { metadata, status } of pods) {
    if (metadata?.deletionTimestamp !== undefined) continue;
    for (const { name, restartCount, state, lastState } of status?.containerStatuses ?? []) {
      const before = lastState?.terminated;
      const ranFor = timeOf(before?.finishedAt) - timeOf(before?.startedAt);
      // The pod may have been read before its workload, and the container may have started in between.
      const runsFor = state?.running ? date.getTime() - timeOf(state.running.startedAt) : 0;
      if (!before || restartCount < LOOP || !(ranFor < SURVIVED_MS && runsFor < SURVIVED_MS)) continue;
      const how = `exit code ${before.exitCode}${before.reason && before.reason !== 'Error' ? `, ${before.reason}` : ''}`;
      const probe = endedByProbe(metadata ?? {}, events);
      return {
        text: `container ${name} ended ${ranFor / 1_000} s after its last start (${how}), was restarted ${restartCount} times, and ${state?.running ? 'runs since a moment ago' : 'did not run a moment ago'}${probe === undefined ? '' : `; ${probe}`} (pod ${metadata?.name})`,
        hopeless: false,
        todo: `logs ${metadata?.name} -c ${name} --previous`,
      };
    }
  }
  return undefined;
}

/**
 * Whether a workload that is rolled out changed a moment ago, after its rollout: then its pods are read. Those of the others
 * are not read, so that thousands of healthy workloads cost no request.
 * @param written when it was last written. @param rolledOut when its rollout was complete, if that is known.
 */
export function changedRecently(written: string | undefined, date: Date, rolledOut?: string): boolean {
  const changed = timeOf(written);
  // The write that completes a rollout may be followed by one more.
  const settled = rolledOut !== undefined && changed - timeOf(rolledOut) <= 2_000;
  return !settled && date.getTime() - changed < SURVIVED_MS;
}

function timeOf(stamp: string | undefined): number {
  return Date.parse(stamp ?? '');
}
