import type { Waiting } from '../../publish/progress-text.ts';
import type { Clock } from '../../time/clock.ts';
import type { OpenWait } from './open-wait.ts';

/** How often is looked, in milliseconds. */
const EVERY = 1_000;
/** A wait that has lasted for less is not told of: most are over by then. */
const WORTH_TELLING = 2_000;
/** For how long a wait may look for what explains its answer before the answer is told without. */
const EXPLAINING = 10_000;
/** How often is asked for what explains an answer, and how often what is told may change. */
const AGAIN = 10_000;

/** Tells what the checks of a run wait for while they wait. */
export interface WaitWatch {
  /** A check begins. @param waits those of it that go on at the moment */
  begin(id: string, waits: () => readonly OpenWait[]): void;
  /** A check has ended. */
  end(id: string): void;
  /** Ends the watch. */
  [Symbol.dispose](): void;
}

/**
 * Watches what the checks wait for, and tells of the wait that has lasted the longest. That one alone is asked to explain its answer, so that
 * a thousand that wait cost no requests.
 * @param tell called when there is another one, another reason, or none any more.
 */
export function watchWaits(clock: Clock, tell: (waiting: Waiting | undefined) => void): WaitWatch {
  const checks = new Map<string, () => readonly OpenWait[]>();
  const stop = new AbortController();
  let told: { wait: OpenWait; reason: string; at: number } | undefined;
  const asked = new WeakMap<OpenWait, number>();

  const look = () => {
    const longest = longestWait(checks, clock.now() - WORTH_TELLING);
    if (!longest) {
      if (told) tell(undefined);
      told = undefined;
      return;
    }
    const { id, wait, reason } = longest;
    const now = clock.now();
    if (now - (asked.get(wait) ?? Number.NEGATIVE_INFINITY) >= AGAIN) {
      asked.set(wait, now);
      wait.explain();
    }
    const isNews = told?.wait !== wait || (told.reason !== reason && now - told.at >= AGAIN);
    if (!isNews || !(wait.isExplained || now - wait.since >= EXPLAINING)) return;
    told = { wait, reason, at: now };
    tell({ id, since: new Date(clock.date().getTime() - (now - wait.since)).toISOString(), reason });
  };
  const rounds = async () => {
    for (;;) {
      await clock.sleep(EVERY, stop.signal);
      look();
    }
  };
  rounds().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    begin: (id, waits) => void checks.set(id, waits),
    end: (id) => void checks.delete(id),
    [Symbol.dispose]: () => stop.abort(),
  };
}

function longestWait(
  checks: ReadonlyMap<string, () => readonly OpenWait[]>,
  before: number,
): { id: string; wait: OpenWait; reason: string } | undefined {
  const open = [...checks].flatMap(([id, waits]) =>
    waits().flatMap((wait) => {
      const { missing } = wait;
      return missing && wait.since <= before ? [{ id, wait, reason: missing.reason.replaceAll('\n', '; ') }] : [];
    }),
  );
  return open.toSorted((a, b) => a.wait.since - b.wait.since)[0];
}
