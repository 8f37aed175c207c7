import type { ClusterPart } from '../../config/sections/required.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';

/** A check ended itself: it does not apply, its instrument was not good enough to judge, or an instrument has judged. */
export class CheckEnded extends Error {
  readonly status: 'failed' | 'skipped' | 'inconclusive';
  /** The instrument's code for the cause, and its details. */
  readonly more: { code?: string; part?: string; counts?: string; todo?: string; detail?: string };

  constructor(status: CheckEnded['status'], reason: string, more: CheckEnded['more'] = {}) {
    super(reason);
    this.status = status;
    this.more = more;
  }
}

/** The cluster does not have a part that the configuration requires. */
export class RequiredPartAbsent extends ShakedownError {
  constructor(part: ClusterPart, fact: string) {
    super('REQUIRED_PART', {
      meaning: 'cluster',
      expected: `${part}, which the configuration requires`,
      seen: fact,
      todo: `install it, or take ${part} out of \`required\` in the configuration`,
    });
  }
}

/** The reason of a check's signal when the time of the check is over. */
export class CheckOverdue extends ShakedownError {
  declare readonly meaning: 'cluster';

  constructor(within: string, seen: string, todo?: string) {
    const expected = `the check to be done within ${within}`;
    super('CHECK_TOO_LONG', { meaning: 'cluster', expected, seen, ...(todo !== undefined && { todo }) });
  }
}

/** The reason of a check's signal when the whole run ends early; the message says why. */
export class RunCutOff extends Error {}
