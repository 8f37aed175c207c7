import type { ObjectId } from '../../../cluster/kinds/kind.ts';
import { kinds, type Deployment, type Pod } from '../../../cluster/kinds/kinds.ts';
import type { Related } from '../collector.ts';
import { field } from '../describe/lines.ts';
import type { EvidenceReader } from '../reader.ts';

/** The fields of an object that owns pods. */
interface Owner {
  metadata?: { namespace?: string; name?: string; uid?: string };
}

interface Owned {
  metadata?: { ownerReferences?: { uid: string }[]; uid?: string };
}

/** A Deployment: its ReplicaSets, their pods, and the HPAs that scale it. */
export async function ofDeployment(deployment: Deployment, reader: EvidenceReader): Promise<Related> {
  const { namespace = '', uid = '' } = deployment.metadata ?? {};
  const sets = ownedBy([uid], await reader.list(kinds.replicaSets, { namespace }));
  const setUids = sets.flatMap(({ metadata }) => metadata?.uid ?? []);
  const pods = ownedBy(setUids, await reader.list(kinds.pods, { namespace }));
  const lines = sets
    .filter(({ spec, status }) => (spec?.replicas ?? 0) > 0 || (status?.replicas ?? 0) > 0)
    .flatMap(({ metadata, spec, status }) =>
      field(`replicaSet ${metadata?.name}`, `${status?.readyReplicas ?? 0} of ${spec?.replicas ?? 0} pods ready`),
    );
  return { ...(await withScalers(deployment, pods, reader)), uids: setUids, lines };
}

/** A workload that creates its pods itself: these, and the HPAs that scale it. */
export async function ofOwner(owner: Owner, reader: EvidenceReader): Promise<Related> {
  const { namespace = '', uid = '' } = owner.metadata ?? {};
  return withScalers(owner, ownedBy([uid], await reader.list(kinds.pods, { namespace })), reader);
}

/** A pod. */
export async function ofPod(pod: Pod): Promise<Related> {
  return { pods: [pod] };
}

/** Those of the objects that have one of the owners. @param owners their uids. */
export function ownedBy<T extends Owned>(owners: readonly string[], objects: readonly T[]): T[] {
  const own = new Set(owners);
  return objects.filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => own.has(uid)));
}

async function withScalers({ metadata }: Owner, pods: readonly Pod[], reader: EvidenceReader): Promise<Related> {
  const { namespace = '', name = '' } = metadata ?? {};
  const hpas = await reader.list(kinds.horizontalPodAutoscalers, { namespace }).catch(() => []);
  const objects = hpas
    .filter(({ spec }) => spec?.scaleTargetRef.name === name)
    .map((hpa): ObjectId => ({
      kind: kinds.horizontalPodAutoscalers,
      ref: { namespace, name: hpa.metadata?.name ?? '' },
    }));
  return { pods, objects };
}
