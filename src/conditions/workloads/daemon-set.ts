import type { Ref } from '../../cluster/kind.ts';
import { kinds, type DaemonSet } from '../../cluster/kinds.ts';
import { lastWrite } from '../../cluster/trimmed.ts';
import { doesNotApply, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing, judgeRollout } from './judge-workload.ts';
import { rightsFor, workloadEvidence, scopeOf, type Ownership } from './read-pods.ts';
import { NO_EVIDENCE, ownedCause, type PodEvidence } from '../../diagnosis/root-cause.ts';
import { podsOnUnrealNodes, type UnrealPod } from './unreal-nodes.ts';
import { isObserved } from './rollout/rollout.ts';
import { daemonSetRollout } from './rollout/daemon-set-rollout.ts';

/** A DaemonSet as a condition sees it. */
export interface DaemonSetSeen {
  daemonSet: DaemonSet | undefined;
  evidence: PodEvidence;
  /** Its pods that are not ready because nothing real runs on their node. */
  unreal?: readonly UnrealPod[];
}

/** What can be waited for of a DaemonSet. */
export function daemonSet(ref: Ref & { namespace: string }) {
  return {
    /** An available pod on each node that it selects, of the current template unless its strategy is OnDelete. */
    hasDesiredReplicas: (ownership: Ownership = {}): Condition<DaemonSetSeen> => ({
      title: `daemonSet ${ref.namespace}/${ref.name} is at its desired replicas`,
      rights: rightsFor(ownership, kinds.daemonSets, kinds.pods, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe daemonset ${ref.name}`,
      read: async (look) => {
        const seen = await look.get(kinds.daemonSets, ref, scopeOf(ownership));
        if (!seen) return { daemonSet: seen, evidence: NO_EVIDENCE };
        const rollout = daemonSetRollout(seen);
        const evidence = await workloadEvidence(look, seen, ownership, rollout);
        return {
          daemonSet: seen,
          evidence,
          ...(!rollout.done && { unreal: await podsOnUnrealNodes(look, evidence.pods) }),
        };
      },
      judge: (seen) => judgeDaemonSet(seen, { ...ownership, namespace: ref.namespace }),
      writtenAt: ({ daemonSet: seen }) => lastWrite(seen),
    }),
  };
}

/** Judges a DaemonSet; pure. */
export function judgeDaemonSet(
  { daemonSet: seen, evidence, unreal = [] }: DaemonSetSeen,
  ownership: Ownership & { namespace: string },
): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing(ownership, seen);
  if (isObserved(seen) && seen.status?.desiredNumberScheduled === 0) return doesNotApply('it selects no node');
  const rollout = daemonSetRollout(seen);
  const [example] = unreal;
  if (example && rollout.lacksPodsOnly && rollout.size.missing <= unreal.length)
    return {
      ...ready(`on each of its nodes but ${unreal.length} that are not real, one is ${example.node}: ${example.why}`),
      counts: rollout.counts,
    };
  return judgeRollout(
    rollout,
    { ...evidence, cause: ownedCause(seen, evidence, 'daemonset') },
    { ...ownership, kind: 'DaemonSet', uid: seen.metadata?.uid, minReadySeconds: seen.spec?.minReadySeconds },
  );
}
