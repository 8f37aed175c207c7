import type { Cluster } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { node } from '../../conditions/kinds/node.ts';
import { all } from '../../conditions/waiting/all.ts';
import type { Condition } from '../../conditions/waiting/condition.ts';
import { until } from '../../conditions/waiting/until.ts';
import { daemonSet } from '../../conditions/workloads/daemon-set.ts';
import { deployment } from '../../conditions/workloads/deployment.ts';
import { statefulSet } from '../../conditions/workloads/stateful-set.ts';
import { ShakedownError, whatIsWrong } from '../../errors/shakedown-error.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { Clock } from '../../time/clock.ts';
import { formatDuration } from '../../time/duration.ts';

const SYSTEM = 'kube-system';
/** How long until the API server is tried again, and until what was created meanwhile is looked for, in milliseconds. */
const AGAIN = 2_000;

/** What is waited for, and how long. */
export interface SettleOptions {
  connect: () => Promise<Cluster>;
  withinMs: number;
  clock: Clock;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Waits until a cluster that was just built has come to rest: its API server answers, every node is ready, and the workloads of kube-system
 * have their replicas, also those that were created meanwhile.
 * @returns what there is, in one line.
 * @throws WaitError, ClusterError when the time is over; ShakedownError of the kubeconfig.
 */
export async function settle({ connect, withinMs, clock, progress, signal }: SettleOptions): Promise<string> {
  const start = clock.now();
  const leftMs = () => withinMs - (clock.now() - start);
  progress.now('waiting for the API server');
  const cluster = await whileUnreachable(connect, leftMs, clock, signal);
  try {
    let known: string[] = [];
    for (;;) {
      const conditions = await conditionsOf(cluster, signal);
      const titles = conditions.map(({ title }) => title);
      const isNew = titles.some((title) => !known.includes(title));
      if (!isNew && titles.length > 0) return sentence(titles, clock.now() - start);
      progress.now(`waiting until ${titles.length} nodes and workloads of ${SYSTEM} are ready`);
      // Without a node yet, this waits for the first one.
      const wanted: Condition = titles.length > 0 ? all(...conditions) : hasNodes;
      await until(cluster, wanted, { withinMs: Math.max(1, leftMs()), signal });
      known = titles;
    }
  } finally {
    await cluster.close();
  }
}

const hasNodes: Condition<number> = {
  title: 'the cluster has a node',
  rights: [],
  read: async (look) => (await look.cluster.list(kinds.nodes, {}, { signal: look.signal })).length,
  judge: (nodes) => (nodes > 0 ? { state: 'ready' } : { state: 'not yet', reason: 'it has no node' }),
};

async function whileUnreachable(
  connect: () => Promise<Cluster>,
  leftMs: () => number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Cluster> {
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      signal.throwIfAborted();
      const isOfUser = !(error instanceof ShakedownError) || error.meaning === 'usage';
      if (isOfUser || leftMs() <= 0) throw error;
    }
    await clock.sleep(AGAIN, signal);
  }
}

async function conditionsOf(cluster: Cluster, signal: AbortSignal): Promise<Condition[]> {
  const inSystem = { namespace: SYSTEM };
  const [nodes, deployments, daemonSets, statefulSets] = await Promise.all([
    cluster.list(kinds.nodes, {}, { signal }),
    cluster.list(kinds.deployments, inSystem, { signal }),
    cluster.list(kinds.daemonSets, inSystem, { signal }),
    cluster.list(kinds.statefulSets, inSystem, { signal }),
  ]);
  const refs = (objects: readonly { metadata?: { name?: string } }[]) =>
    objects.map(({ metadata }) => ({ ...inSystem, name: metadata?.name ?? '' }));
  if (nodes.length === 0) return [];
  return [
    ...nodes.map(({ metadata }) => node(metadata?.name ?? '').isReady()),
    ...refs(deployments).map((ref) => deployment(ref).hasDesiredReplicas()),
    ...refs(daemonSets).map((ref) => daemonSet(ref).hasDesiredReplicas()),
    ...refs(statefulSets).map((ref) => statefulSet(ref).hasDesiredReplicas()),
  ] as Condition[];
}

function sentence(titles: readonly string[], ms: number): string {
  const nodes = titles.filter((title) => title.startsWith('node ')).length;
  return `${nodes} nodes and ${titles.length - nodes} workloads of ${SYSTEM} are ready, after ${formatDuration(ms / 1_000)}`;
}

/** The text for a cluster that has not come to rest in time: it is judged all the same. */
export function unsettled(error: unknown): string {
  return `not everything is ready in time, and is judged as it is: ${whatIsWrong(error)}`;
}
