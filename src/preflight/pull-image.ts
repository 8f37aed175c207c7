import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { kinds, type Node, type Pod } from '../cluster/kinds.ts';
import type { Config } from '../config/schema.ts';
import { pullCause } from '../conditions/pull-cause.ts';
import { decorate, type Stamp } from '../objects/decorate.ts';
import { usersOfImage } from './image.ts';
import type { Gap, Needy } from './gap.ts';

/** How long a node may take to pull the image, in milliseconds: 150 MB over a slow line. */
const LIMIT = 120_000;
const NAME = 'shakedown-image';

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
  const namespace = config.namespaces.suite;
  const ref = { namespace, name: NAME };
  await cluster.create(kinds.pods, decorate(podOn(node, namespace, config.image), stamp), { signal });
  try {
    const pulled = await outcome(cluster, ref, signal);
    if (pulled.good) return [];
    const name = node.metadata?.name ?? '';
    return [
      {
        about: 'image',
        message: `node ${name} cannot run ${config.image}: ${pulled.why}`,
        todo: 'name an image that the nodes can pull: --image, objects.imagePullPolicy, objects.imagePullSecrets',
        blocks: usersOfImage(checks),
      },
    ];
  } finally {
    await cluster.delete(kinds.pods, ref, { gracePeriodSeconds: 0, signal: AbortSignal.timeout(10_000) });
  }
}

function podOn({ metadata }: Node, namespace: string, image: string): Manifest {
  const hostname = metadata?.labels?.['kubernetes.io/hostname'];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: NAME, namespace },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      tolerations: [{ operator: 'Exists' }],
      ...(hostname === undefined ? {} : { nodeSelector: { 'kubernetes.io/hostname': hostname } }),
      containers: [{ name: 'image', image, args: ['--version'] }],
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
  const state = status?.containerStatuses?.[0]?.state;
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
