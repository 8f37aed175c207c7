import { isSameKind } from '../../cluster/kind.ts';
import { kinds } from '../../cluster/kinds.ts';
import { createdByRun } from '../suite-labels.ts';
import type { ExactObject } from './delete-exactly.ts';
import type { PodSelection } from './release-from-dead-nodes.ts';

/**
 * The pods that an object which is being deleted may wait for; `undefined` for what has none; pure.
 * @param runId the run that created it. A namespace takes along all that is in it, whoever created that: Sonobuoy labels its pods as its own.
 */
export function podsHolding({ kind, ref }: ExactObject, runId: string | undefined): PodSelection | undefined {
  if (isSameKind(kind, kinds.namespaces)) return { namespace: ref.name };
  if (ref.namespace === undefined || runId === undefined) return undefined;
  return { namespace: ref.namespace, labelSelector: createdByRun(runId) };
}
