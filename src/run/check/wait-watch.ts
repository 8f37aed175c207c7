import type { Waiting } from '../../publish/progress-text.ts';
import type { Clock } from '../../time/clock.ts';
import type { OpenWait } from './open-wait.ts';

/** Time between two looks at the waits, in milliseconds. */
const EVERY = 1_000;
/** A wait that has lasted for less than this, in milliseconds, is not reported: most waits end earlier. */
const WORTH_REPORTING = 2_000;
/** How long a wait may take to explain its answer, in milliseconds; then the answer is reported without an explanation. */
const EXPLAINING = 10_000;
/** Least time between two explanations, and between two reports, in milliseconds: each report is a line in a log. */
const AGAIN = 10_000;
/** Checks that end are progress: a wait explains its answer only when none has ended for this time, in milliseconds. */
const QUIET = 2_000;

/** Reports what the checks of a run wait for while they wait. */
export interface WaitWatch {
  /** A check begins. @param waits returns its running waits */
  begin(id: string, waits: () => readonly OpenWait[]): void;
  /** A check has ended. */
  end(id: string): void;
  /** Ends the watch. */
  [Symbol.dispose](): void;
}

/**
 * Watches what the checks wait for, and reports the wait that has lasted the longest. Only this wait explains its answer, and only
 * while no check ends, so that a thousand checks that end one after the other cost no requests.
 * @param report called when the longest wait or its reason changes, and with `undefined` when the reported wait has ended.
 */
export function watchWaits(clock: Clock, report: (waiting: Waiting | undefined) => void): WaitWatch {
  const checks = new Map<string, () => readonly OpenWait[]>();
  const stop = new AbortController();
  const asked = new WeakMap<OpenWait, number>();
  let reported: { wait: OpenWait; reason: string } | undefined;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let endedAt = Number.NEGATIVE_INFINITY;

  const look = () => {
    const now = clock.now();
    const longest = longestWait(checks, now - WORTH_REPORTING);
    if (reported && reported.wait !== longest?.wait) {
      reported = undefined;
      report(undefined);
    }
    if (!longest) return;
    const { id, wait, reason } = longest;
    if (now - endedAt >= QUIET && now - (asked.get(wait) ?? Number.NEGATIVE_INFINITY) >= AGAIN) {
      asked.set(wait, now);
      wait.explain();
    }
    if (reported?.reason === reason || now - reportedAt < AGAIN) return;
    if (!wait.isExplained && now - wait.since < EXPLAINING) return;
    reported = { wait, reason };
    reportedAt = now;
    report({ id, since: new Date(clock.date().getTime() - (now - wait.since)).toISOString(), reason });
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
    end: (id) => {
      checks.delete(id);
      endedAt = clock.now();
    },
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
