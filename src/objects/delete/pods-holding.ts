import { isSameKind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { createdByRun } from '../suite-labels.ts';
import type { ExactObject } from './delete-exactly.ts';
import type { PodSelection } from './release-from-dead-nodes.ts';

/**
 * The pods that the deletion of an object may wait for; `undefined` when there are none; pure.
 * @param runId the run that created it. For a namespace all pods in it count, whoever created them: Sonobuoy labels its pods as its own.
 */
export function podsHolding({ kind, ref }: ExactObject, runId: string | undefined): PodSelection | undefined {
  if (isSameKind(kind, kinds.namespaces)) return { namespace: ref.name };
  if (ref.namespace === undefined || runId === undefined) return undefined;
  return { namespace: ref.namespace, labelSelector: createdByRun(runId) };
}
