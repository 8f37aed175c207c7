import { ClusterError } from '../../cluster/cluster-error.ts';
import { messageOf, ShakedownError, whatIsWrong } from '../../errors/shakedown-error.ts';
import { formatDuration } from '../../time/duration.ts';
import type { Condition, Observation } from './condition.ts';

/** How a wait can fail. */
export type WaitErrorCode =
  /** The condition was not met within the timeout. */
  | 'WAIT_TOO_LONG'
  /** Waiting cannot help. */
  | 'WAIT_HOPELESS'
  /** The condition was to be met at once, and was not. */
  | 'WAIT_NOT_NOW'
  /** The condition was met, and then no longer, while it had to be. */
  | 'WAIT_BROKEN'
  /** The API server did not answer at the end: what was seen before is old. The check is inconclusive. */
  | 'WAIT_UNANSWERED'
  /** Nothing is wrong as far as was seen, and the time was too short to know. The check is inconclusive. */
  | 'WAIT_UNJUDGED'
  /** The object existed earlier in this run, and was deleted, or is being deleted. The check is skipped. */
  | 'WAIT_DELETED'
  /** The object does not exist, and nothing says that it ever did. */
  | 'WAIT_ABSENT'
  /** There is nothing to judge, according to a fact that was read. The check is skipped. */
  | 'WAIT_DOES_NOT_APPLY';

/** The state of a wait when it ended. */
export interface WaitState {
  /** The last look that was answered. */
  observation: Observation | undefined;
  seconds: number;
  looks: number;
  retried: number;
  /** The last error of the API server during this wait. */
  lastError: Error | undefined;
  /** Why it ended before its timeout. */
  endedEarly?: string | undefined;
}

/**
 * A wait that failed. Its meaning is `cluster`; that of WAIT_UNANSWERED and WAIT_UNJUDGED is `instrument`, because then nothing is known to be
 * wrong with the cluster.
 */
export class WaitError extends ShakedownError {
  declare readonly code: WaitErrorCode;
  declare readonly meaning: 'cluster' | 'instrument';
  /** The last thing seen, in one line. */
  readonly summary: string;
  readonly state: WaitState;

  constructor(code: WaitErrorCode, condition: Pick<Condition, 'title' | 'todo'>, state: WaitState) {
    const { observation, lastError } = state;
    const unanswered = code === 'WAIT_UNANSWERED';
    const summary = unanswered
      ? `the API server failed ${observation ? 'the last looks' : 'every look'}: ${headline(lastError)}`
      : (reasonOf(observation) ?? 'nothing: the API server failed every look');
    const before = unanswered && observation?.reason !== undefined ? [`seen before: ${observation.reason}`] : [];
    const isUnjudged = observation?.state === 'disappeared' || observation?.state === 'does not apply';
    const last = unanswered || isUnjudged ? undefined : observation;
    const counts = last?.counts === undefined ? [] : [last.counts];
    const todo = (last && 'todo' in last ? last.todo : undefined) ?? condition.todo;
    super(code, {
      meaning: unanswered || code === 'WAIT_UNJUDGED' ? 'instrument' : 'cluster',
      expected: condition.title,
      seen: [summary, ...before, ...counts, history(state)].join('\n'),
      ...(todo === undefined ? {} : { todo }),
      counts: last?.counts?.replaceAll('\n', '; '),
      ...(lastError === undefined ? {} : { cause: lastError }),
    });
    this.summary = summary.replaceAll('\n', '; ');
    this.state = state;
  }

  /**
   * `undefined` for most: a line about a failed wait would only repeat the name of its check. But that an object does not exist is
   * understood only with what was expected: its name may be wrong.
   */
  override get promise(): string | undefined {
    return this.code === 'WAIT_ABSENT' ? this.expected : undefined;
  }
}

/**
 * The API server's own error if only that ended a wait; any other error unchanged. For callers that retry a call and have no condition to
 * wait for.
 */
export function apiErrorOf(error: unknown): unknown {
  if (!(error instanceof WaitError)) return error;
  const { observation, lastError } = error.state;
  const unanswered = observation === undefined || error.code === 'WAIT_UNANSWERED';
  return unanswered && lastError instanceof ClusterError ? lastError : error;
}

function reasonOf(observation: Observation | undefined): string | undefined {
  if (observation?.state !== 'disappeared' || observation.isTerminating) return observation?.reason;
  return `${observation.reason}; it existed earlier in this run`;
}

function headline(error: Error | undefined): string {
  const [first = ''] = (error instanceof ShakedownError ? error.seen : messageOf(error)).split('\n', 1);
  return first;
}

function history({ seconds, looks, retried, lastError, endedEarly }: WaitState): string {
  const failed = retried === 0 ? '' : `, ${retried} of them failed by the API server`;
  const last = lastError === undefined ? '' : `; its last error: ${whatIsWrong(lastError)}`;
  const early = endedEarly === undefined ? '' : `; ${endedEarly}`;
  return `after ${formatDuration(seconds)} and ${looks} ${looks === 1 ? 'look' : 'looks'}${failed}${last}${early}`;
}
