import { kindOf, type Weight, type Weights } from './parts.mjs';
import type { BuildTimes } from './build-times.ts';

/** A compilation of a smaller share of the former packages is ignored: Go's cache had the others, so it was not a first build. */
const FIRST_BUILD = 0.8;

/**
 * The weights with the measurements of this machine.
 * @param date of the measurement, as in `2026-11-27`.
 * @returns the new weights, and the ids of the parts that keep their former weight, because nothing usable was measured.
 */
export function updatedWeights(
  weights: Weights,
  times: BuildTimes,
  date: string,
): { weights: Weights; former: string[] } {
  const former: string[] = [];
  const parts: Record<string, Weight> = {};
  for (const id of new Set([...Object.keys(weights.parts), ...Object.keys(times.parts)])) {
    const before = weights.parts[id];
    const measured = times.parts[id];
    const isFirstBuild = (measured?.count ?? 0) >= FIRST_BUILD * (before?.count ?? 0);
    if (measured === undefined || (before !== undefined && !isFirstBuild)) {
      if (before !== undefined) parts[id] = before;
      former.push(id);
      continue;
    }
    // In the file, all compilations are scaled to the same number of cores.
    const share = kindOf(id) === 'compile' ? times.cores / weights.cores : 1;
    parts[id] = { ...measured, seconds: Math.max(1, Math.round(measured.seconds * share)) };
  }
  return { weights: { ...weights, measured: date, parts }, former };
}
