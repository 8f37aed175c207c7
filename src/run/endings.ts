import { ShakedownError } from '../errors/shakedown-error.ts';

/** A check that ended itself: it does not apply, or its instrument was too weak to judge. */
export class CheckEnded extends Error {
  readonly status: 'skipped' | 'inconclusive';

  constructor(status: 'skipped' | 'inconclusive', reason: string) {
    super(reason);
    this.status = status;
  }
}

/** Why a check's signal fires when the time of the check is over. */
export class CheckOverdue extends ShakedownError {
  constructor(within: string, seen: string) {
    super('CHECK_TOO_LONG', { expected: `the check to be done within ${within}`, seen });
  }
}

/** Why a check's signal fires when the run as a whole ends early; the message says what ended it. */
export class RunCutOff extends Error {}
