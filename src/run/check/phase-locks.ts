import type { PhaseLocks } from '../../authoring/toolbox.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { CheckScope } from '../../instruments/contract/check-scope.ts';
import type { Clock } from '../../time/clock.ts';
import type { Scheduler } from './scheduler.ts';

/** The locks of one check for parts of its body. */
export interface IssuedLocks {
  tool: PhaseLocks;
  /** How long it has waited for locks so far, in milliseconds: this time is not the check's own. */
  waitedMs(): number;
}

/**
 * @param options.own the locks that the check has for all of its body.
 * @param options.waiting as of the scope of the check: names the wait.
 */
export function phaseLocks(options: {
  hold: Scheduler['hold'];
  own: readonly string[];
  clock: Clock;
  waiting: CheckScope['waiting'];
  /** Called when it has a lock; returns what is called when it gives it back. */
  taken: (lock: string) => () => void;
}): IssuedLocks {
  const { hold, own, clock, waiting, taken } = options;
  let waited = 0;
  let since: number | undefined;
  let held: string | undefined;
  const take = async (lock: string): Promise<() => void> => {
    since = clock.now();
    try {
      return await waiting(`the lock ${lock} is free`, (signal) => hold(lock, signal));
    } finally {
      waited += clock.now() - since;
      since = undefined;
    }
  };
  return {
    tool: {
      hold: async (lock, work) => {
        const [other] = held === undefined ? own : [held];
        if (other !== undefined) throw secondLock(lock, other);
        held = lock;
        try {
          const giveBack = await take(lock);
          const given = taken(lock);
          try {
            return await work();
          } finally {
            given();
            giveBack();
          }
        } finally {
          held = undefined;
        }
      },
    },
    waitedMs: () => waited + (since === undefined ? 0 : clock.now() - since),
  };
}

/** Two checks that each hold one lock and wait for that of the other would wait for ever. */
function secondLock(lock: string, other: string): ShakedownError {
  return new ShakedownError('SPEC_LOCKS', {
    meaning: 'suite',
    expected: 'a check to hold one lock at a time',
    seen: `the check asks for the lock ${lock}, and holds ${other}`,
    todo: 'take a lock either by `locks` in the options of the check, or by locks.hold()',
  });
}
