import { judgeHpa } from './hpa-health.ts';
import { kinds, type Hpa } from '../../cluster/kinds.ts';
import type { Ref } from '../../cluster/kind.ts';
import { rightsFor, scopeOf, type Ownership } from '../workloads/read-pods.ts';
import type { Condition } from '../waiting/condition.ts';

/** What can be waited for of a HorizontalPodAutoscaler. */
export function hpa(ref: Ref & { namespace: string }) {
  return {
    /** Reads its metrics, knows its target, and is not held at its maximum. */
    isHealthy: (ownership: Ownership = {}): Condition<Hpa | undefined> => ({
      title: `hpa ${ref.namespace}/${ref.name} reads its metrics and is not held at its maximum`,
      rights: rightsFor(ownership, kinds.horizontalPodAutoscalers),
      todo: `kubectl -n ${ref.namespace} describe hpa ${ref.name}`,
      read: (look) => look.get(kinds.horizontalPodAutoscalers, ref, scopeOf(ownership)),
      judge: (seen) => judgeHpa(seen, ownership),
    }),
  };
}
