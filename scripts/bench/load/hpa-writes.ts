import type { Sample } from '../../../src/scenarios/autoscaling/verdict/timeline.ts';
import { seconds, type AuditEvent } from '../audit-log.ts';

/** The fields of a write that are read here: the status of an HPA, a pod, a part of a pod's status. */
export interface WrittenPart {
  metadata?: { generateName?: string };
  status?: { desiredReplicas?: number; conditions?: { type: string; status: string }[] };
}

/** A write to an HPA or to pods. */
export type ScalingWrite = AuditEvent<WrittenPart>;

/**
 * The time line of an HPA as the cluster wrote it: one sample for each write that changes something, at the time of its answer.
 * The rules for the suite's own samples apply to it too. Pure.
 * @param writes of the namespace, in any order.
 * @param name of the HPA and of its Deployment.
 * @param from seconds since 1970 that count as 0.
 * @param pods that existed and were ready before.
 */
export function writtenTimeline(
  writes: readonly ScalingWrite[],
  { name, from, pods }: { name: string; from: number; pods: readonly string[] },
): Sample[] {
  const own = (pod: string | undefined) => pod?.startsWith(`${name}-`) ?? false;
  const accepted = writes.filter(({ responseStatus }) => (responseStatus?.code ?? 500) < 300);
  const ready = new Set(pods);
  const living = new Set(pods);
  let [created, desired] = [pods.length, undefined as number | undefined];
  const samples: Sample[] = [];
  for (const write of accepted.toSorted((a, b) => seconds(a.stageTimestamp) - seconds(b.stageTimestamp))) {
    const { verb, objectRef = {}, requestObject, stageTimestamp } = write;
    const at = seconds(stageTimestamp) - from;
    if (at < 0) continue;
    const what = `${verb} ${objectRef.resource}${objectRef.subresource ? `/${objectRef.subresource}` : ''}`;
    if (what === 'update horizontalpodautoscalers/status' && objectRef.name === name)
      desired = requestObject?.status?.desiredReplicas ?? desired;
    else if (what === 'create pods' && own(requestObject?.metadata?.generateName)) created += 1;
    else if (what === 'patch pods/status' && own(objectRef.name) && saysReady(requestObject))
      ready.add(objectRef.name ?? '');
    // The first write with the name of a new pod is that of the scheduler.
    else if (what === 'create pods/binding' && own(objectRef.name)) living.add(objectRef.name ?? '');
    // A pod is deleted twice: the second time by its kubelet, perhaps after this time line has begun.
    else if (what === 'delete pods' && living.delete(objectRef.name ?? '')) {
      ready.delete(objectRef.name ?? '');
      created -= 1;
    } else continue;
    samples.push({ at, created, ready: ready.size, ...(desired !== undefined && { desired }) });
  }
  return samples;
}

function saysReady(patch: WrittenPart | undefined): boolean {
  return patch?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}
