import { ShakedownError } from '../../errors/shakedown-error.ts';

/** A check that ended itself: it does not apply, its instrument was too weak to judge, or an instrument has judged. */
export class CheckEnded extends Error {
  readonly status: 'failed' | 'skipped' | 'inconclusive';
  /** The instrument's code for the cause, and the rest of what it says. */
  readonly more: { code?: string; detail?: string };

  constructor(status: CheckEnded['status'], reason: string, more: CheckEnded['more'] = {}) {
    super(reason);
    this.status = status;
    this.more = more;
  }
}

/** Why a check's signal fires when the time of the check is over. */
export class CheckOverdue extends ShakedownError {
  declare readonly meaning: 'cluster';

  constructor(within: string, seen: string, todo?: string) {
    const expected = `the check to be done within ${within}`;
    super('CHECK_TOO_LONG', { meaning: 'cluster', expected, seen, ...(todo !== undefined && { todo }) });
  }
}

/** Why a check's signal fires when the run as a whole ends early; the message says what ended it. */
export class RunCutOff extends Error {}
