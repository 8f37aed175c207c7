import { leavesCluster, stateOf, type Night } from './night.ts';

/** That the cluster of a night could not be deleted: when that was seen last, and why, in one line. */
export interface LeftCluster {
  /** RFC 3339. */
  at: string;
  message: string;
}

/** Why the cluster of a night is left although it was to be deleted; pure. `undefined` when it is not, or nobody has tried to delete it. */
export function leftCluster(night: Night): LeftCluster | undefined {
  if (!leavesCluster(night) || stateOf(night, 'delete') !== 'failed') return undefined;
  const failures = night.events.filter((one) => one.kind === 'ended' && one.step === 'delete');
  const last = failures.at(-1);
  if (last?.kind !== 'ended') return undefined;
  return { at: last.at, message: `${last.text}${failures.length > 1 ? `, ${failures.length} times` : ''}` };
}
