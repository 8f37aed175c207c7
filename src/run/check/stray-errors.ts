import { cleanLine } from '../../results/clean-text.ts';
import { unrunTest } from '../../results/unrun-test.ts';
import type { TestResult } from '../../results/model.ts';
import { reasonOf } from '../../results/reason-of.ts';
import { currentCheck } from './run-check.ts';

/** Catches unhandled rejections and uncaught exceptions, for example from timers. Each becomes a result with an id. */
export interface StrayErrors {
  /** Stops catching. */
  [Symbol.dispose](): void;
}

/**
 * @param report called once for each different error.
 */
export function catchStrayErrors(now: () => Date, report: (test: TestResult) => void): StrayErrors {
  const seen = new Set<unknown>();
  const counts = new Map<string, number>();
  const on = (kind: 'unhandled-rejection' | 'uncaught-exception') => (error: unknown) => {
    if (seen.has(error)) return;
    seen.add(error);
    const of = currentCheck.getStore() ?? 'none';
    const name = `runner/${kind}/${of}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const reason = reasonOf(error);
    const said = kind === 'unhandled-rejection' ? 'unhandled rejection' : 'uncaught exception';
    const source = of === 'none' ? 'outside of all checks' : `in ${of}`;
    report(
      unrunTest({
        id: count === 1 ? name : `${name}/${count}`,
        area: 'runner',
        title: kind === 'unhandled-rejection' ? `each rejection is handled` : `each exception is caught`,
        status: 'error',
        reason: { ...reason, message: cleanLine(`${said} ${source}: ${reason.message}`) },
        startedAt: now().toISOString(),
        attempts: 1,
      }),
    );
  };
  const rejection = on('unhandled-rejection');
  const exception = on('uncaught-exception');
  process.on('unhandledRejection', rejection);
  process.on('uncaughtException', exception);
  return {
    [Symbol.dispose]: () => {
      process.off('unhandledRejection', rejection);
      process.off('uncaughtException', exception);
    },
  };
}
