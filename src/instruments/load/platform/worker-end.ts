import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { CONTAINER } from './platform-manifests.ts';

/**
 * How a lost worker has ended according to the status of its pod, as the end of a sentence; `undefined` when the pod still runs. Pure.
 * @param pod absent when it does not exist any more.
 */
export function workerEnd(pod: Pod | undefined): string | undefined {
  if (!pod) return 'its pod was deleted';
  const { reason, message, containerStatuses = [] } = pod.status ?? {};
  if (reason !== undefined) return `its pod ended: ${reason}${message === undefined ? '' : `, ${message}`}`;
  if (pod.metadata?.deletionTimestamp) return 'its pod is being deleted';
  const { state, lastState } = containerStatuses.find(({ name }) => name === CONTAINER) ?? {};
  const end = state?.terminated ?? lastState?.terminated;
  if (!end) return undefined;
  return `its container ended with exit code ${end.exitCode}${end.reason && end.reason !== 'Error' ? `, ${end.reason}` : ''}`;
}
