import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { fatal, notYet, ready, type Condition, type Observation } from '../../conditions/waiting/condition.ts';
import { selectedEvidence } from '../../conditions/workloads/read-pods.ts';
import { rootCause, type PodEvidence } from '../../diagnosis/root-cause.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import { JOB_LABEL, readAccount } from '../../objects/one-pod-job.ts';
import { readAttachment } from './read-attachment.ts';
import { PROBE_CONTAINER } from './volume-manifests.ts';
import { volumeAccountSchema, type VolumeAccount } from './volume-account.ts';

/** The pod of a probe that has ended, and what it did. */
export interface EndedProbe {
  node: string;
  account: VolumeAccount;
}

/** What is known of the pod of a probe, and why its volume is not on its node, if that is so. */
export interface ProbeEvidence extends PodEvidence {
  attachment?: string;
}

/**
 * The probe of a volume has ended. A pod that waits names why: the events of its claim, of its node, and what the driver answered when it was to
 * attach the volume.
 * @param claim the claim of its volume, in the namespace of its Job.
 */
export function probeEnded(ref: Required<Ref>, claim: string, doing: string): Condition<ProbeEvidence> {
  return {
    title: doing,
    rights: [],
    todo: `kubectl -n ${ref.namespace} describe pvc,pod -l ${JOB_LABEL}=${ref.name}`,
    read: async (look) => {
      const selector = { matchLabels: { [JOB_LABEL]: ref.name } };
      const evidence = await selectedEvidence(look, { namespace: ref.namespace, selector }, { ours: true });
      const bound = await look.get(kinds.persistentVolumeClaims, { namespace: ref.namespace, name: claim });
      const attachment = await readAttachment(look, bound?.spec?.volumeName);
      return { ...evidence, ...(attachment !== undefined && { attachment }) };
    },
    judge: judgeProbe,
  };
}

/** Judges whether the pod of a probe has ended; pure. */
export function judgeProbe(evidence: ProbeEvidence): Observation {
  const [pod] = evidence.pods;
  if (!pod) return notYet('its pod is not created');
  if (endedProbe(pod) !== undefined) return ready();
  const { phase } = pod.status ?? {};
  if (phase === 'Failed' || phase === 'Succeeded')
    return fatal(`the probe ended without an account: ${podTrouble(pod)?.text ?? `its pod is ${phase}`}`);
  if (evidence.attachment !== undefined) return notYet(`${evidence.attachment} (pod ${pod.metadata?.name})`);
  return notYet(rootCause(evidence)?.text ?? 'its pod still runs');
}

/** What the probe of a pod did; `undefined` before its end. Pure. */
export function endedProbe(pod: Pod | undefined): EndedProbe | undefined {
  const status = pod?.status?.containerStatuses?.find(({ name }) => name === PROBE_CONTAINER);
  const account = readAccount(status?.state?.terminated?.message, volumeAccountSchema);
  return account && { node: pod?.spec?.nodeName ?? '', account };
}
