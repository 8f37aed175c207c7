import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type StatefulSet } from '../../cluster/kinds/kinds.ts';
import { lastWrite } from '../../cluster/trimmed.ts';
import type { Condition, Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing, judgeRollout } from './judge-workload.ts';
import { rightsFor, scopeOf, type Ownership } from './ownership.ts';
import { workloadEvidence } from './read-pods.ts';
import { NO_EVIDENCE, ownedCause, type PodEvidence } from '../../diagnosis/root-cause.ts';
import { statefulSetRollout } from './rollout/stateful-set-rollout.ts';

/** A StatefulSet as a condition sees it. */
export interface StatefulSetSeen {
  statefulSet: StatefulSet | undefined;
  evidence: PodEvidence;
}

/** What can be waited for of a StatefulSet. */
export function statefulSet(ref: Ref & { namespace: string }) {
  return {
    /** With its desired replicas, and rolled out to its current template as far as its update strategy says. */
    hasDesiredReplicas: (ownership: Ownership = {}): Condition<StatefulSetSeen> => ({
      title: `statefulSet ${ref.namespace}/${ref.name} is at its desired replicas`,
      rights: rightsFor(ownership, kinds.statefulSets, kinds.pods, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe statefulset ${ref.name}`,
      read: async (look) => {
        const seen = await look.get(kinds.statefulSets, ref, scopeOf(ownership));
        if (!seen) return { statefulSet: seen, evidence: NO_EVIDENCE };
        return {
          statefulSet: seen,
          evidence: await workloadEvidence(look, seen, ownership, statefulSetRollout(seen)),
        };
      },
      judge: (seen) => judgeStatefulSet(seen, { ...ownership, namespace: ref.namespace }),
      writtenAt: ({ statefulSet: seen }) => lastWrite(seen),
    }),
  };
}

/** Judges a StatefulSet; pure. */
export function judgeStatefulSet(
  { statefulSet: seen, evidence }: StatefulSetSeen,
  ownership: Ownership & { namespace: string },
): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing(ownership, seen);
  return judgeRollout(
    statefulSetRollout(seen),
    { ...evidence, cause: ownedCause(seen, evidence, 'statefulset') },
    { ...ownership, kind: 'StatefulSet', uid: seen.metadata?.uid, minReadySeconds: seen.spec?.minReadySeconds },
  );
}
