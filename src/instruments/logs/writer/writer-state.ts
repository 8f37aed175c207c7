import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { podTrouble } from '../../../diagnosis/pod-trouble.ts';
import { readAccount } from '../../../objects/one-pod-job.ts';
import { writerAccountSchema, type WriterAccount } from './writer-account.ts';
import { WRITER_CONTAINER } from './writer-job.ts';

/** How far a writer is. */
export type WriterState =
  /** It does not run yet, and why. */
  | { state: 'starting'; reason: string }
  | { state: 'writing' }
  /** It has written all, at that time in milliseconds of the calendar time of its node. */
  | { state: 'ended'; account: WriterAccount; at: number; restarts: number }
  /** It ended without writing all: nothing can be judged. */
  | { state: 'broken'; reason: string };

/** How far the writer of a pod is; pure. */
export function writerState(pod: Pod | undefined): WriterState {
  if (!pod) return { state: 'broken', reason: 'its pod was deleted' };
  const status = pod.status?.containerStatuses?.find(({ name }) => name === WRITER_CONTAINER);
  const ended = status?.state?.terminated;
  const account = readAccount(ended?.message, writerAccountSchema);
  if (account && (pod.status?.phase === 'Succeeded' || ended?.exitCode === 0)) {
    const at = account.written.reduce((latest, { to }) => Math.max(latest, to), 0);
    return { state: 'ended', account, at, restarts: status?.restartCount ?? 0 };
  }
  if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded')
    return { state: 'broken', reason: podTrouble(pod)?.text ?? 'it ended without an account' };
  // Between two parts it waits to be started again.
  const hasWritten = status?.state?.running !== undefined || (status?.restartCount ?? 0) > 0 || ended !== undefined;
  if (hasWritten) return { state: 'writing' };
  return { state: 'starting', reason: podTrouble(pod)?.text ?? 'it does not run yet' };
}
