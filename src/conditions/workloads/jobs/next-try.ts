import type { Job, Pod } from '../../../cluster/kinds/kinds.ts';
import { containersOf } from '../../../diagnosis/containers.ts';
import { several } from '../counts.ts';

/** How long the controller waits before it tries again, in milliseconds: it doubles from the first failure to the maximum. */
const BACKOFF_MS = { first: 10_000, most: 600_000 };

/** How much later a pod may be created than it is due, in milliseconds. */
const LATE_MS = 60_000;

/**
 * Why a Job without an active pod has none at the moment, and when it will have one; `undefined` when it should have one. A pod that failed is
 * replaced after a while, and with `podReplacementPolicy: Failed` one that is being deleted when it has ended.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/job/backoff_utils.go
 */
export function whatFollows({ spec, status }: Job, pods: readonly Pod[], date: Date): string | undefined {
  const ending = pods.filter(({ metadata }) => Date.parse(metadata?.deletionTimestamp ?? '') > date.getTime());
  const [one] = ending;
  if (one)
    return `${several(ending.length, 'pod')} may take until ${one.metadata?.deletionTimestamp} to end, and ${ending.length === 1 ? 'is' : 'are'} replaced then`;
  const failures = status?.failed ?? 0;
  const ends = pods.flatMap((pod) => (pod.status?.phase === 'Failed' ? containersOf(pod) : []));
  const lastEnd = Math.max(...ends.map(({ status: { state } }) => Date.parse(state?.terminated?.finishedAt ?? '')));
  const backOff = Math.min(BACKOFF_MS.first * 2 ** (failures - 1), BACKOFF_MS.most);
  if (failures === 0 || !(date.getTime() < lastEnd + backOff + LATE_MS)) return undefined;
  const tries = failures === 1 ? 'one try has failed' : `${failures} tries have failed`;
  const limit = spec?.backoffLimitPerIndex === undefined ? `backoffLimit ${spec?.backoffLimit ?? 6}` : 'of an index';
  return `${tries} (${limit}), and the next one is due by ${new Date(lastEnd + backOff).toISOString().replace('.000Z', 'Z')}`;
}
