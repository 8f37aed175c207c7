import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { systemClock, type Clock } from '../../src/time/clock.ts';
import { milliseconds, type Duration } from '../../src/time/duration.ts';

/** What to wait for in the testbed. */
export interface Wait {
  /** The expected state, as part of a sentence. @example 'kube-apiserver to be ready' */
  expected: string;
  /** Reads once what is still missing; undefined when nothing is. */
  missing(): Promise<string | undefined>;
  within: Duration;
  /** More that helps the reader, such as the end of a log. */
  evidence?(): Promise<string>;
  /** @default '100ms' */
  every?: Duration;
  clock?: Clock;
}

/**
 * Waits until nothing is missing.
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
