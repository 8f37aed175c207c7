import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { kinds, type Node, type Pod } from '../cluster/kinds.ts';
import type { Config } from '../config/schema.ts';
import { pullCause } from '../diagnosis/pull-cause.ts';
import { decorate, type Stamp } from '../objects/decorate.ts';
import { usersOfImage } from './image.ts';
import type { Gap, Needy } from './gap.ts';

/** How long a node may take to pull the image, in milliseconds: 150 MB over a slow line. */
const LIMIT = 120_000;

/** What pulling the image came to; `undefined`: not over yet. */
type Pulled = { good: true } | { good: false; why: string };

/**
 * Tries the image of the suite by a pod that prints its version, on one node that does not have it yet.
 * The pod is removed whatever it came to.
 */
export async function triedImage(
  cluster: Cluster,
  { config, node, stamp, checks }: { config: Config; node: Node; stamp: Stamp; checks: readonly Needy[] },
  signal: AbortSignal,
): Promise<Gap[]> {
  const { image } = config;
  const name = node.metadata?.name ?? '';
  const about = 'image' as const;
  try {
    const pulled = await pulledBy(cluster, podOn(node, config, stamp.runId), stamp, signal);
    if (pulled.good) return [];
    return [
      {
        about,
        message: `node ${name} cannot run ${image}: ${pulled.why}`,
        todo: 'name an image that the nodes can pull: --image, objects.imagePullPolicy, objects.imagePullSecrets',
        blocks: usersOfImage(checks, config),
      },
    ];
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    // Checks leave their pods to controllers: who may not make one by himself may well run them.
    return [
      {
        about,
        message: `it is not known whether node ${name} can run ${image}: ${error.seen}`,
        todo: 'the run itself will tell; or look with an account that may create pods: shakedown doctor',
        blocks: [],
      },
    ];
  }
}

async function pulledBy(cluster: Cluster, pod: Manifest, stamp: Stamp, signal: AbortSignal): Promise<Pulled> {
  const { name, namespace = '' } = pod.metadata;
  const ref = { name, namespace };
  await cluster.create(kinds.pods, decorate(pod, stamp), { signal });
  try {
    return await outcome(cluster, ref, signal);
  } finally {
    await cluster.delete(kinds.pods, ref, { gracePeriodSeconds: 0, signal: AbortSignal.timeout(10_000) });
  }
}

/** Name of its container; others may have been put into the pod. */
const CONTAINER = 'image';

/** A pod of this examination alone: one that was killed may have left its own. */
function podOn({ metadata }: Node, { image, namespaces }: Config, runId: string): Manifest {
  const hostname = metadata?.labels?.['kubernetes.io/hostname'];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `shakedown-image-${runId}`, namespace: namespaces.suite },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      tolerations: [{ operator: 'Exists' }],
      ...(hostname === undefined ? {} : { nodeSelector: { 'kubernetes.io/hostname': hostname } }),
      containers: [{ name: CONTAINER, image, args: ['--version'] }],
    },
  };
}

async function outcome(
  cluster: Cluster,
  ref: { namespace: string; name: string },
  signal: AbortSignal,
): Promise<Pulled> {
  const end = cluster.clock.now() + LIMIT;
  let last = 'the pod was not looked at';
  while (cluster.clock.now() < end) {
    const pod = await cluster.get(kinds.pods, ref, { signal });
    const pulled = judge(pod);
    if ('good' in pulled) return pulled;
    last = pulled.notYet;
    await cluster.clock.sleep(500, signal);
  }
  return { good: false, why: `not within ${LIMIT / 1_000} s: ${last}` };
}

/** What a look at the pod says; pure. */
export function judge({ status }: Pod): Pulled | { notYet: string } {
  const state = status?.containerStatuses?.find(({ name }) => name === CONTAINER)?.state;
  const ended = state?.terminated;
  if (ended)
    return ended.exitCode === 0 ? { good: true } : { good: false, why: `it ends with exit code ${ended.exitCode}` };
  const { reason = '', message = '' } = state?.waiting ?? {};
  // After a first failure the kubelet tries again; a name that cannot be right, or nothing that may be pulled, ends it.
  if (['ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'].includes(reason))
    return { good: false, why: [reason, pullCause(message)].filter(Boolean).join(': ') };
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return { notYet: scheduled.message ?? 'it is not scheduled' };
  return { notYet: [reason, message].filter(Boolean).join(': ') || `the pod is ${status?.phase ?? 'new'}` };
}
