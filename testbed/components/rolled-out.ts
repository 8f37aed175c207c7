import { refusal, type Api } from '../cluster/api.ts';
import type { Identity } from './kubernetes-objects.ts';

interface Status {
  metadata: { generation: number };
  status?: {
    observedGeneration?: number;
    readyReplicas?: number;
    desiredNumberScheduled?: number;
    numberReady?: number;
  };
}

/** Reads once whether the one pod of a Deployment is ready: a sentence that says what is missing, or undefined. */
export async function deploymentMissing(api: Api, { namespace, name }: Identity): Promise<string | undefined> {
  const answer = await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  const refused = refusal(answer);
  if (refused !== undefined) return refused;
  const { metadata, status } = answer.body as Status;
  const isSeen = status?.observedGeneration === metadata.generation;
  return isSeen && (status?.readyReplicas ?? 0) > 0 ? undefined : `${namespace}/${name} has no ready pod`;
}

/** Reads once whether a DaemonSet is ready on this many nodes. */
export async function daemonSetMissing(
  api: Api,
  { namespace, name }: Identity,
  nodes: number,
): Promise<string | undefined> {
  const answer = await api.get(`/apis/apps/v1/namespaces/${namespace}/daemonsets/${name}`);
  const refused = refusal(answer);
  if (refused !== undefined) return refused;
  const { metadata, status } = answer.body as Status;
  const ready = status?.observedGeneration === metadata.generation ? (status?.numberReady ?? 0) : 0;
  return ready >= nodes ? undefined : `${namespace}/${name} is ready on ${ready} of ${nodes} nodes`;
}
