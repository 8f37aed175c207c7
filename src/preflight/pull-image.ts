import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster, Manifest } from '../cluster/cluster.ts';
import type { Kind } from '../cluster/kinds/kind.ts';
import { kinds, type Node, type Pod } from '../cluster/kinds/kinds.ts';
import { formatHolder, nodeWithImage } from '../cluster/nodes-with-image.ts';
import type { Config } from '../config/schema.ts';
import { notYet, ready, type Condition, type Observation } from '../conditions/waiting/condition.ts';
import { until } from '../conditions/waiting/until.ts';
import { apiErrorOf, WaitError } from '../conditions/waiting/wait-error.ts';
import { applyDefaults } from '../objects/create/apply-defaults.ts';
import { createOrAdopt } from '../objects/create/create-or-adopt.ts';
import { forChecks } from '../objects/create/create-policy.ts';
import type { RunLabels } from '../objects/create/run-labels.ts';
import { deleteExactly } from '../objects/delete/delete-exactly.ts';
import { usersOfImage } from './image.ts';
import { judgeTrial, type Pulled } from './judge-trial.ts';
import type { Finding, CheckRequirements } from './finding.ts';

/** How long a node may take to pull the image, in milliseconds: it has 150 MB, and the network may be slow. */
const PULL_LIMIT = 120_000;

const OTHER_IMAGE = 'name an image that the nodes can pull: --image, objects.imagePullPolicy, objects.imagePullSecrets';

/** The kinds of the objects that the trial of an image creates. */
export const imageTrialKinds: readonly Kind[] = [kinds.pods];

/**
 * Tries the image of the suite by a pod that prints its version, on one node that does not have it yet.
 * The pod is removed, whatever the result.
 */
export async function triedImage(
  cluster: Cluster,
  {
    config,
    node,
    labels,
    checks,
  }: { config: Config; node: Node; labels: RunLabels; checks: readonly CheckRequirements[] },
  signal: AbortSignal,
): Promise<Finding[]> {
  const { image } = config;
  const name = node.metadata?.name ?? '';
  const about = 'image' as const;
  try {
    const pulled = await tryImage(cluster, { config, node, labels }, signal);
    if (pulled.good) return [];
    const users = usersOfImage(checks, config);
    const holder = pulled.because === 'refused' ? await nodeWithImage(cluster, image, signal) : 'none';
    const isOwn = pulled.because === 'node' || (holder !== 'none' && 'node' in holder);
    const look = `kubectl describe node ${name}`;
    return [
      {
        about,
        message: `node ${name} cannot run ${image}: ${pulled.why}${formatHolder(holder)}`,
        todo: isOwn ? look : holder === 'none' ? OTHER_IMAGE : `${OTHER_IMAGE}; or ${look}, if others have it`,
        // Where another node may run it, no check is left out.
        ...(isOwn || holder !== 'none' ? { blocks: [], concerns: users } : { blocks: users }),
      },
    ];
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    // The pods of checks are created by controllers: an account that may not create pods may still run the checks.
    return [
      {
        about,
        message: `it is not known whether node ${name} can run ${image}: ${error.seen}`,
        todo: 'the run itself will show it; or look with an account that may create pods: shakedown doctor',
        blocks: [],
        concerns: usersOfImage(checks, config),
      },
    ];
  }
}

/**
 * Runs a pod of the image on a node, which prints its version, and removes the pod.
 * @param on.withinMs how long it may take. @default 2 minutes
 * @throws ClusterError when the pod cannot be created, or the API server fails to the end.
 */
export async function tryImage(
  cluster: Cluster,
  on: { config: Config; node: Node; labels: RunLabels; withinMs?: number },
  signal: AbortSignal,
): Promise<Pulled> {
  const { config, node, labels, withinMs = PULL_LIMIT } = on;
  const pod = podOn(node, config, labels.runId);
  const { name, namespace = '' } = pod.metadata;
  const ref = { name, namespace };
  const { runId, home } = labels;
  const manifest = applyDefaults(pod, labels);
  const request = { kind: kinds.pods, manifest, policy: forChecks, runId, home, signal };
  const { object } = await createOrAdopt(cluster, request);
  try {
    return await outcome(cluster, ref, withinMs, signal);
  } finally {
    const created = { kind: kinds.pods, ref, uid: object.metadata?.uid };
    await deleteExactly(cluster, created, { gracePeriodSeconds: 0, signal: AbortSignal.timeout(10_000) });
  }
}

/** The name of its container; the pod may have injected ones too. */
const CONTAINER = 'image';

/** The pod of this trial; its name differs from that of a killed trial, whose pod may still exist. */
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
  withinMs: number,
  signal: AbortSignal,
): Promise<Pulled> {
  try {
    const { seen } = await until(cluster, hasTried(ref), { withinMs, signal });
    const pulled = judgeTrial(seen, CONTAINER);
    if ('good' in pulled) return pulled;
    return { good: false, why: pulled.notYet, because: 'late' };
  } catch (error) {
    const { code, summary } = error instanceof WaitError ? error : {};
    if (code !== 'WAIT_TOO_LONG' || apiErrorOf(error) !== error) throw apiErrorOf(error);
    return { good: false, why: `not within ${withinMs / 1_000} s: ${summary}`, because: 'late' };
  }
}

/** Met when the trial of the image is over, whatever the result. */
function hasTried(ref: { namespace: string; name: string }): Condition<Pod> {
  return {
    title: `pod ${ref.namespace}/${ref.name} has tried the image`,
    rights: [],
    read: ({ cluster, signal }) => cluster.get(kinds.pods, ref, { signal }),
    judge: (pod): Observation => {
      const pulled = judgeTrial(pod, CONTAINER);
      return 'good' in pulled ? ready() : notYet(pulled.notYet);
    },
  };
}
