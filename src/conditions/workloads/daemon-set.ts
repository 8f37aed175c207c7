import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type DaemonSet, type Pod } from '../../cluster/kinds/kinds.ts';
import { lastWrite } from '../../cluster/trimmed.ts';
import { doesNotApply, type Condition, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing, judgeRollout } from './judge-workload.ts';
import { rightsFor, scopeOf, type Ownership } from './ownership.ts';
import { workloadEvidence } from './read-pods.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
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
  const owner = { ...ownership, kind: 'DaemonSet', uid: seen.metadata?.uid } as const;
  // What is wrong with the pods on real nodes is the cause.
  const names = new Set(unreal.map(({ pod }) => pod));
  const real = { ...evidence, pods: evidence.pods.filter(({ metadata }) => !names.has(metadata?.name ?? '')) };
  if (example && !rollout.done && isCompleteOnOthers(seen, evidence.pods, unreal)) {
    const reason = `on each of its nodes but ${new Set(unreal.map(({ node }) => node)).size} that are not real, one is ${example.node}: ${example.why}`;
    return judgeRollout({ ...rollout, done: true, reason }, { ...real, cause: undefined }, owner);
  }
  const cause = ownedCause(seen, real, 'daemonset');
  const blocked =
    example && cause === undefined && !rollout.done ? `${rollout.reason}; ${blockedBy(example)}` : undefined;
  return judgeRollout(
    blocked === undefined ? rollout : { ...rollout, reason: blocked },
    { ...real, cause },
    { ...owner, minReadySeconds: seen.spec?.minReadySeconds },
  );
}

/** The annotation and the label of the template's generation, which its controller writes. k8s.io/api/apps/v1/types.go, `DeprecatedTemplateGeneration` */
const GENERATION = { annotation: 'deprecated.daemonset.template.generation', label: 'pod-template-generation' };

/** Whether each node that is real has an available pod of the current template, as far as the strategy updates pods. */
function isCompleteOnOthers(seen: DaemonSet, pods: readonly Pod[], unreal: readonly UnrealPod[]): boolean {
  if (!isObserved(seen)) return false;
  const without = new Set(unreal.map(({ node }) => node));
  const { desiredNumberScheduled = 0, numberAvailable = 0 } = seen.status ?? {};
  const wanted = desiredNumberScheduled - without.size;
  const generation = seen.metadata?.annotations?.[GENERATION.annotation];
  const isAnyTemplate = seen.spec?.updateStrategy?.type === 'OnDelete' || generation === undefined;
  const complete = pods
    .filter((pod) => !without.has(pod.spec?.nodeName ?? '') && !podTrouble(pod))
    .filter(({ metadata }) => isAnyTemplate || metadata?.labels?.[GENERATION.label] === generation);
  return numberAvailable >= wanted && new Set(complete.map(({ spec }) => spec?.nodeName)).size >= wanted;
}

/** A pod that is never available counts as one that is being updated, so that the others may have to wait for ever. */
function blockedBy({ node, why }: UnrealPod): string {
  return `its pod on ${node} is never available, which counts against its maxUnavailable: ${why}`;
}
