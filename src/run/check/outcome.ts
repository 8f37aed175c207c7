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

/** The status of a check that throws an error, by the meaning of the error. */
const statuses: Readonly<Record<Meaning, Status>> = {
  usage: 'error',
  infrastructure: 'error',
  suite: 'error',
  instrument: 'inconclusive',
  cluster: 'failed',
};

/** The outcome of a check with a body that threw; pure. */
export function outcomeOf(thrown: unknown): Outcome {
  const { error, disposal } = unwrapped(thrown);
  const outcome = classify(error);
  if (disposal === undefined || !outcome.reason) return outcome;
  const detail = `${outcome.reason.detail ?? outcome.reason.message}\n\nthe cleanup failed too: ${messageOf(disposal)}`;
  return { ...outcome, reason: { ...outcome.reason, detail } };
}

/** If the disposal of a `using` fails after another error, both become one SuppressedError. The first error is why the test ended. */
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
  if (error instanceof WaitError && error.code === 'WAIT_DELETED')
    return {
      status: 'skipped',
      reason: { code: 'DELETED_DURING_RUN', message: firstLine(error.seen), detail: error.message },
    };
  if (error instanceof WaitError && error.code === 'WAIT_DOES_NOT_APPLY')
    return { status: 'skipped', reason: { code: codeOf('skipped'), message: cleanLine(error.summary) } };
  if (error instanceof Error && error.name === 'AssertionError')
    // Compared by name, because spec files may use another assertion library or another copy.
    return {
      status: 'failed',
      reason: { code: 'ASSERTION', message: firstLine(error.message), detail: stackOf(error) },
    };
  return { status: statusOf(error), reason: reasonOf(error) };
}

function statusOf(error: unknown): Status {
  if (!(error instanceof ShakedownError)) return 'error';
  if (!(error instanceof ClusterError)) return statuses[error.meaning];
  // The cause is not known: it may be the network of this machine.
  if (error.unanswered) return statuses.instrument;
  // A transient failure behind the API server that lasts is a failure of the cluster; another one is an error in the suite's call.
  return error.transient ? statuses.cluster : statuses[error.meaning];
}

function codeOf(status: Status): string {
  return status === 'skipped' ? 'DOES_NOT_APPLY' : 'INSTRUMENT_TOO_WEAK';
}
