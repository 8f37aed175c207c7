import type { Cluster } from '../../cluster/cluster.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { formatDuration } from '../../time/duration.ts';

/** Time between two attempts, in milliseconds. */
const EVERY = 2_000;

/** How long to wait for another run. */
export interface WaitForRun {
  /** In milliseconds. @default 0: not at all */
  waitMs?: number | undefined;
  /** Called with what is waited for. */
  waiting?: ((text: string) => void) | undefined;
}

/**
 * Does what must not be done during another run. It is retried until the other run has ended or is considered dead.
 * @throws ShakedownError RUN_UNDER_WAY after `waitMs`; the signal's reason.
 */
export async function waitForRun<T>(
  { clock }: Pick<Cluster, 'clock'>,
  { waitMs = 0, waiting }: WaitForRun,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const start = clock.now();
  const end = start + waitMs;
  let said = false;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ShakedownError && error.code === 'RUN_UNDER_WAY')) throw error;
      if (clock.now() >= end) throw waitMs > 0 ? stillRunning(error, clock.now() - start) : error;
      if (!said) waiting?.(`waiting up to ${formatDuration(waitMs / 1_000)} for the end of another run: ${error.seen}`);
      said = true;
      await clock.sleep(Math.min(EVERY, end - clock.now()), signal);
    }
  }
}

/** The error of a wait that was in vain: the hint to wait is no help any more. */
function stillRunning(last: ShakedownError, waitedMs: number): ShakedownError {
  const { code, meaning, expected, seen } = last;
  return new ShakedownError(code, {
    ...{ meaning, expected },
    seen: `waited ${formatDuration(waitedMs / 1_000)}, and it has not ended: ${seen}`,
    todo: 'wait longer with --wait, or ask who runs it',
    cause: last,
  });
}
