import { ClusterError } from '../../cluster/cluster-error.ts';
import { WaitError } from '../../conditions/waiting/wait-error.ts';
import { messageOf, ShakedownError, type Meaning } from '../../errors/shakedown-error.ts';
import { cleanLine } from '../../results/clean-text.ts';
import type { Reason, Status } from '../../results/model.ts';
import { firstLine, reasonOf, stackOf } from '../../results/reason-of.ts';
import { CheckEnded, RunCutOff } from './endings.ts';

/** How one test ended, and why. */
export interface Outcome {
  status: Status;
  reason?: Reason;
}

/** How a check ends that throws an error, by the meaning of the error. */
const statuses: Readonly<Record<Meaning, Status>> = {
  usage: 'error',
  infrastructure: 'error',
  suite: 'error',
  instrument: 'inconclusive',
  cluster: 'failed',
};

/** What a body that threw comes to; pure. */
export function outcomeOf(thrown: unknown): Outcome {
  const { error, disposal } = unwrapped(thrown);
  const outcome = classify(error);
  if (disposal === undefined || !outcome.reason) return outcome;
  const detail = `${outcome.reason.detail ?? outcome.reason.message}\n\nand then, cleaning up: ${messageOf(disposal)}`;
  return { ...outcome, reason: { ...outcome.reason, detail } };
}

/**
 * A `using` whose disposal fails while an error is on its way makes one error of both. The one on its way is why the test ended.
 */
function unwrapped(thrown: unknown): { error: unknown; disposal?: unknown } {
  if (!(thrown instanceof SuppressedError)) return { error: thrown };
  return { error: unwrapped(thrown.suppressed).error, disposal: thrown.error as unknown };
}

function classify(error: unknown): Outcome {
  if (error instanceof CheckEnded)
    return {
      status: error.status,
      reason: { code: codeOf(error.status), message: cleanLine(error.message), ...error.more },
    };
  if (error instanceof RunCutOff)
    return { status: 'not-run', reason: { code: 'CUT_OFF', message: cleanLine(`cut off: ${error.message}`) } };
  if (error instanceof WaitError && error.code === 'WAIT_GONE')
    return {
      status: 'skipped',
      reason: { code: 'GONE_MEANWHILE', message: firstLine(error.seen), detail: error.message },
    };
  if (error instanceof WaitError && error.code === 'WAIT_DOES_NOT_APPLY')
    return { status: 'skipped', reason: { code: codeOf('skipped'), message: cleanLine(error.summary) } };
  if (error instanceof Error && error.name === 'AssertionError')
    // By its name, because spec files may bring an assertion library, or a copy, of their own.
    return {
      status: 'failed',
      reason: { code: 'ASSERTION', message: firstLine(error.message), detail: stackOf(error) },
    };
  return { status: statusOf(error), reason: reasonOf(error) };
}

function statusOf(error: unknown): Status {
  if (!(error instanceof ShakedownError)) return 'error';
  if (!(error instanceof ClusterError)) return statuses[error.meaning];
  // Who is at fault is not known: the network of this machine may be.
  if (error.unanswered) return statuses.instrument;
  // What fails behind the API server for a moment is at fault when it does so all along; the rest is how we asked.
  return error.transient ? statuses.cluster : statuses[error.meaning];
}

function codeOf(status: Status): string {
  return status === 'skipped' ? 'DOES_NOT_APPLY' : 'INSTRUMENT_TOO_WEAK';
}
