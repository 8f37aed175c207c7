import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { CONTAINER } from './platform-manifests.ts';
import { workerEnd } from './worker-end.ts';

/**
 * How the master of a load has ended according to the pods of its Deployment, as the end of a sentence; `undefined` while it runs, or may run. Pure.
 * @param pods of the master, newer ones included that take its place.
 * @param since when the load has started, in seconds since 1970 by the clock of the master's node: a container that started later is another master.
 */
export function masterEnd(pods: readonly Pod[], since: number): string | undefined {
  const oldest = pods.toSorted((a, b) => ageOf(a) - ageOf(b)).find((pod) => ageOf(pod) <= since * 1_000);
  if (!oldest) return workerEnd(undefined);
  const { phase, containerStatuses = [] } = oldest.status ?? {};
  const startedAt = containerStatuses.find(({ name }) => name === CONTAINER)?.state?.running?.startedAt;
  const isSame = startedAt !== undefined && new Date(startedAt).getTime() <= since * 1_000;
  if (isSame && phase === 'Running' && !oldest.metadata?.deletionTimestamp) return undefined;
  return workerEnd(oldest);
}

function ageOf({ metadata }: Pod): number {
  return new Date(metadata?.creationTimestamp ?? 0).getTime();
}
