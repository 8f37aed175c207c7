import { whatIsWrong } from '../errors/shakedown-error.ts';
import type { Clock } from '../time/clock.ts';
import { milliseconds, type Duration } from '../time/duration.ts';
import { RunCutOff } from './check/endings.ts';

/** How long before the deadline the checks are cut off, in milliseconds: time to remove their objects and to write the results. */
const RESERVE = 30_000;

/** Ends a run before its plan is done. */
export interface CutOff {
  /** Its reason is a {@link RunCutOff} with the cause. */
  readonly signal: AbortSignal;
  /** Ends the run now. @param why for people */
  end(why: string): void;
  /** Stops watching the deadline. */
  release(): void;
}

/** Ends a run shortly before its deadline, or when the signal from outside fires. */
export function cutOffBy(outside: AbortSignal, deadline: Duration, clock: Clock): CutOff {
  const stop = new AbortController();
  const released = new AbortController();
  const stopped = () => stop.abort(new RunCutOff(messageOfAbort(outside.reason)));
  if (outside.aborted) stopped();
  outside.addEventListener('abort', stopped, { signal: released.signal });
  const limit = milliseconds(deadline);
  clock.sleep(limit - Math.min(RESERVE, limit / 4), released.signal).then(
    () => stop.abort(new RunCutOff(`the deadline of the run (${deadline}) was reached`)),
    () => {},
  );
  return {
    signal: stop.signal,
    end: (why) => stop.abort(new RunCutOff(why)),
    release: () => released.abort(),
  };
}

function messageOfAbort(reason: unknown): string {
  // abort() was called without a reason.
  if (reason instanceof DOMException && reason.name === 'AbortError') return 'the run was stopped from outside';
  return whatIsWrong(reason);
}
