import { blockerOf, errorFor } from '../preflight/findings.ts';
import type { Finding } from '../preflight/finding.ts';
import { reasonOf } from '../results/reason-of.ts';
import { unrunTest } from '../results/unrun-test.ts';
import type { LoadedCheck } from './plan/load-specs.ts';
import type { Recorder } from './record/recorder.ts';

/**
 * Records the checks that have no image to run from as not run: one cause, known beforehand and said once, is no error of each of them.
 * @returns their ids.
 */
export function leaveOutWithoutImage(
  checks: readonly LoadedCheck[],
  found: readonly Finding[],
  recorder: Recorder,
): ReadonlySet<string> {
  const leftOut = new Set<string>();
  for (const { id, area, title } of checks) {
    const blocker = blockerOf(id, found);
    if (blocker?.about !== 'image') continue;
    recorder.leftOut(unrunTest({ id, area, title, status: 'not-run', reason: reasonOf(errorFor(blocker)) }));
    leftOut.add(id);
  }
  return leftOut;
}
