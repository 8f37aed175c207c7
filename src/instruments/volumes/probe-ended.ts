import type { Ref } from '../../cluster/kinds/kind.ts';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import { fatal, notYet, ready, type Condition, type Observation } from '../../conditions/waiting/condition.ts';
import { selectedEvidence } from '../../conditions/workloads/read-pods.ts';
import { rootCause, type PodEvidence } from '../../diagnosis/root-cause.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import { JOB_LABEL, readAccount } from '../../objects/one-pod-job.ts';
import { PROBE_CONTAINER } from './volume-manifests.ts';
import { volumeAccountSchema, type VolumeAccount } from './volume-account.ts';

/** The pod of a probe that has ended, and what it did. */
export interface EndedProbe {
  node: string;
  account: VolumeAccount;
}

/** The probe of a volume has ended. A pod that waits names why: the events of its claim, of the volume's attachment, of its node. */
export function probeEnded(ref: Required<Ref>, doing: string): Condition<PodEvidence> {
  return {
    title: doing,
    rights: [],
    todo: `kubectl -n ${ref.namespace} describe pvc,pod -l ${JOB_LABEL}=${ref.name}`,
    read: (look) =>
      selectedEvidence(
        look,
        { namespace: ref.namespace, selector: { matchLabels: { [JOB_LABEL]: ref.name } } },
        { ours: true },
      ),
    judge: judgeProbe,
  };
}

/** Judges whether the pod of a probe has ended; pure. */
export function judgeProbe(evidence: PodEvidence): Observation {
  const [pod] = evidence.pods;
  if (!pod) return notYet('its pod is not created');
  if (endedProbe(pod) !== undefined) return ready();
  const { phase } = pod.status ?? {};
  if (phase === 'Failed' || phase === 'Succeeded')
    return fatal(`the probe ended without an account: ${podTrouble(pod)?.text ?? `its pod is ${phase}`}`);
  return notYet(rootCause(evidence)?.text ?? 'its pod still runs');
}

/** What the probe of a pod did; `undefined` before its end. Pure. */
export function endedProbe(pod: Pod | undefined): EndedProbe | undefined {
  const status = pod?.status?.containerStatuses?.find(({ name }) => name === PROBE_CONTAINER);
  const account = readAccount(status?.state?.terminated?.message, volumeAccountSchema);
  return account && { node: pod?.spec?.nodeName ?? '', account };
}
