import { whatIsWrong } from '../errors/shakedown-error.ts';
import type { Clock } from '../time/clock.ts';
import { milliseconds, type Duration } from '../time/duration.ts';
import { RunCutOff } from './check/endings.ts';

/** How long before the deadline the checks are cut off, in milliseconds, so that what they made is removed and the results are written by then. */
const RESERVE = 30_000;

/** What ends a run before its plan is done. */
export interface CutOff {
  /** Its reason is a {@link RunCutOff} that says what it was. */
  readonly signal: AbortSignal;
  /** Stops watching the time. */
  release(): void;
}

/** Ends a run when its deadline comes near, or when it is told to from outside. */
export function cutOffBy(outside: AbortSignal, deadline: Duration, clock: Clock): CutOff {
  const stop = new AbortController();
  const released = new AbortController();
  const told = () => stop.abort(new RunCutOff(saidBy(outside.reason)));
  if (outside.aborted) told();
  outside.addEventListener('abort', told, { signal: released.signal });
  const limit = milliseconds(deadline);
  clock.sleep(limit - Math.min(RESERVE, limit / 4), released.signal).then(
    () => stop.abort(new RunCutOff(`the deadline of the run, ${deadline}, came first`)),
    () => {},
  );
  return { signal: stop.signal, release: () => released.abort() };
}

function saidBy(reason: unknown): string {
  // The reason of an abort() without one.
  if (reason instanceof DOMException && reason.name === 'AbortError') return 'the run was stopped from outside';
  return whatIsWrong(reason);
}
