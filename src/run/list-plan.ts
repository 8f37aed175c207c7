import { blockedNote } from '../preflight/blocked-note.ts';
import { leaveUncoveredInDryRun } from '../preflight/dry-run.ts';
import { noImage } from '../preflight/image.ts';
import { cleanLine } from '../results/clean-text.ts';
import { NOT_COVERED } from '../results/not-covered.ts';
import { reasonOf } from '../results/reason-of.ts';
import { unrunTest } from '../results/unrun-test.ts';
import { leaveOutWithoutImage } from './left-out.ts';
import type { LoadedCheck } from './plan/load-specs.ts';
import type { Recorder } from './record/recorder.ts';
import type { RunOptions } from './run-options.ts';

/** A dry run: no check is started, and what is known of each beforehand is recorded. */
export async function listPlan(
  { config, cluster, listener }: RunOptions,
  checks: readonly LoadedCheck[],
  recorder: Recorder,
  signal: AbortSignal,
): Promise<void> {
  await leaveUncoveredInDryRun(cluster, config, checks, signal);
  const applying = checks.filter(({ skip, fault }) => skip === undefined && fault === undefined);
  const unable = config.image === '' ? noImage(applying, config) : [];
  for (const finding of unable) listener?.note?.(blockedNote(finding, checks.length));
  leaveOutWithoutImage(applying, unable, recorder);
  tellWhatIsKnown(checks, recorder);
}

/** What is wrong with the spec files themselves, and which checks would be skipped. */
function tellWhatIsKnown(checks: readonly LoadedCheck[], recorder: Recorder): void {
  for (const { id, title, area, fault, skip } of checks) {
    const test = { id, area, title };
    if (fault) recorder.finished(unrunTest({ ...test, status: 'error', reason: reasonOf(fault) }));
    else if (skip !== undefined)
      recorder.leftOut(
        unrunTest({ ...test, status: 'skipped', reason: { code: NOT_COVERED, message: cleanLine(skip) } }),
      );
  }
}
