import { deliveriesText, deliverRun } from '../../delivery/deliver-run.ts';
import { runSinks } from '../../delivery/run-sinks.ts';
import { turnedOn } from '../../delivery/select-sinks.ts';
import type { LeftCluster } from '../../nightly/left-cluster.ts';
import { isStopped, type Night } from '../../nightly/night.ts';
import type { Results } from '../../results/model.ts';
import { writeResultFiles } from '../../run/record/result-files.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { leaveReport } from '../suite/leave-report.ts';
import { tellFailures } from '../suite/tell-failures.ts';
import { runOfNight } from './run-of-night.ts';

/** How long each delivery may take after a stop, in milliseconds. */
const WHEN_STOPPED = 60_000;

/**
 * Adds to the run of a night that its cluster could not be deleted, and publishes it again: channels are told although they know the run already. A stop does not end
 * it, but then each delivery has little time.
 * @returns what was done, in one line.
 */
export async function tellLeft(
  { config }: CommandContext,
  night: Night,
  left: LeftCluster,
  now: Date,
  progress: Progress,
): Promise<string> {
  const { directory, results } = await runOfNight(night, config, now);
  const told: Results = { ...results, run: { ...results.run, leftCluster: left } };
  await writeResultFiles(directory, told);
  await leaveReport(directory, told);
  const sinks = turnedOn(runSinks, config);
  if (Object.keys(sinks).length === 0) return 'nothing is configured that is told that the cluster is left';
  progress.now(`telling that the cluster is left: ${Object.keys(sinks).join(', ')}`);
  const { signal } = new AbortController();
  const deliveries = await deliverRun(
    { directory, results: told, config, again: true },
    { sinks, signal, ...(isStopped(night) && { atMostMs: WHEN_STOPPED }) },
  );
  tellFailures(deliveries);
  return `told that the cluster is left: ${deliveriesText(deliveries)}`;
}
