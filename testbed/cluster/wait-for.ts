import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';
import { milliseconds, type Duration } from '../../src/time/duration.ts';

/** What to wait for in the testbed. */
export interface Wait {
  /** What shall be, as part of a sentence. @example 'kube-apiserver to be ready' */
  expected: string;
  /** One look: what is still missing, or undefined. */
  missing(): Promise<string | undefined>;
  within: Duration;
  /** What a reader finds useful beside the last thing missing: the end of a log, say. */
  evidence?(): Promise<string>;
  /** @default '100ms' */
  every?: Duration;
  clock?: Clock;
}

/**
 * Looks until nothing is missing.
 * @throws ShakedownError TESTBED_NOT_READY with the last thing that was missing.
 */
export async function waitFor({
  expected,
  missing,
  within,
  evidence,
  every = '100ms',
  clock = systemClock,
}: Wait): Promise<void> {
  const deadline = clock.now() + milliseconds(within);
  for (;;) {
    const last = await missing();
    if (last === undefined) return;
    if (clock.now() >= deadline) {
      const more = await evidence?.();
      throw new ShakedownError('TESTBED_NOT_READY', {
        meaning: 'infrastructure',
        expected: `${expected} within ${within}`,
        seen: more === undefined ? last : `${last}\n${more}`,
      });
    }
    await clock.sleep(milliseconds(every));
  }
}
