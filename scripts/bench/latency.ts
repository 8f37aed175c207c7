import type { Cluster } from '../../src/cluster/cluster.ts';
import { connect } from '../../src/cluster/connect.ts';
import { kinds } from '../../src/cluster/kinds/kinds.ts';
import { deployment } from '../../src/conditions/workloads/deployment.ts';
import { until } from '../../src/conditions/waiting/until.ts';
import type { Progress } from '../../src/terminal/progress.ts';
import { up } from '../../testbed/testbed.ts';
import { deploymentWrites } from './audit-log.ts';
import { percentilesOf } from './percentiles.ts';
import { BENCH_CLUSTER } from './bench-cluster.ts';
import type { Section } from './section.ts';
import { createDeployments, removeNamespace } from './simulated-deployments.ts';

const NAMESPACE = 'bench-latency';

/** How many Deployments are changed in parallel. */
const DEPLOYMENTS = 10;

const WITHIN_MS = 120_000;
const GOAL_SECONDS = 1;

/** When a change was seen; seconds since 1970. */
interface Observation {
  name: string;
  generation: number;
  /** When the wait for it began: as soon as the API server had answered the change of the spec. */
  waitFrom: number;
  /** When the suite saw the change, and when the wait for it returned. */
  seen: number;
  returned: number;
}

/**
 * Measures the time from the write that makes a Deployment complete, by the audit log, until the suite sees it; for many changes of scale and template.
 */
export async function benchLatency({ count, progress }: { count: number; progress: Progress }): Promise<Section> {
  const testbed = await up({ ...BENCH_CLUSTER, progress });
  const cluster = await connect({ kubeconfig: testbed.kubeconfig });
  try {
    const begun = new Date();
    const names = await createDeployments(cluster, { namespace: NAMESPACE, count: DEPLOYMENTS, progress });
    const observations: Observation[] = [];
    const changes = Math.ceil(count / names.length);
    const work = names.map(async (name) => {
      await waitUntilReady(cluster, name);
      for (let change = 1; change <= changes; change += 1) {
        observations.push(await applyChange(cluster, name, change));
        progress.now(`latency: ${observations.length} of ${changes * names.length} changes seen`);
      }
    });
    await Promise.all(work);
    const { completions } = await deploymentWrites(testbed.auditLog, NAMESPACE, begun);
    await removeNamespace(cluster, NAMESPACE, progress);
    return section(observations, completions);
  } finally {
    await cluster.close();
  }
}

async function waitUntilReady(cluster: Cluster, name: string) {
  const condition = deployment({ namespace: NAMESPACE, name }).hasDesiredReplicas();
  return until(cluster, condition, { withinMs: WITHIN_MS, signal: new AbortController().signal });
}

/** Scales up, scales down, or rolls out, one after the other. */
async function applyChange(cluster: Cluster, name: string, change: number): Promise<Observation> {
  // A random delay, so that changes do not synchronize with each other or with an interval of the cluster or the suite.
  await cluster.clock.sleep(Math.random() * 500);
  const spec = [
    { replicas: 3 },
    { template: { metadata: { annotations: { change: String(change) } } } },
    { replicas: 1 },
    { template: { metadata: { annotations: { change: String(change) } } } },
  ][change % 4];
  const written = await cluster.patch(kinds.deployments, { namespace: NAMESPACE, name }, { spec });
  const waitFrom = Date.now() / 1_000;
  const { seenAt } = await waitUntilReady(cluster, name);
  const generation = written.metadata?.generation ?? 0;
  return { name, generation, waitFrom, seen: seenAt.getTime() / 1_000, returned: Date.now() / 1_000 };
}

function section(
  observations: readonly Observation[],
  completions: readonly { name: string; generation: number; received: number; answered: number }[],
): Section {
  const written = new Map(completions.map((one) => [`${one.name} ${one.generation}`, one]));
  const all = observations.map((observation) => {
    const write = written.get(`${observation.name} ${observation.generation}`);
    if (!write) throw new Error(`the audit log does not contain when ${observation.name} became complete`);
    return { ...observation, received: write.received, answered: write.answered };
  });
  // On a busy machine a change may be complete before its request is answered: then there was no wait for it.
  const samples = all.filter(({ waitFrom, answered }) => waitFrom < answered);
  const rows = [
    ['change in sight', samples.map(({ seen, answered }) => seen - answered)],
    ['wait returned', samples.map(({ returned, answered }) => returned - answered)],
    ['wait returned, since the write was received', samples.map(({ returned, received }) => returned - received)],
  ] as const;
  const judged = percentilesOf(rows[1][1]);
  const milliseconds = (value: number) => (value * 1_000).toFixed(0);
  return {
    title: 'Detection latency',
    facts: [
      `${samples.length} changes of ${DEPLOYMENTS} Deployments on simulated nodes: scaled to 3, to 1, and rolled out, each waited for by itself (of ${all.length}; the others were complete before the wait could begin)`,
      'from the time stamp at which the audit log has the first status write that makes the change complete answered',
      'seen by the shared list behind every wait: one LIST and one WATCH for all',
    ],
    tables: [
      {
        title: 'Milliseconds after the write',
        rows: [
          ['until', 'p50', 'p90', 'p99', 'max'],
          ...rows.map(([name, values]) => {
            const { p50, p90, p99, max } = percentilesOf(values);
            return [name, ...[p50, p90, p99, max].map(milliseconds)];
          }),
        ],
      },
    ],
    goals: [{ goal: 'p99 below 1 s', seen: `${milliseconds(judged.p99)} ms`, met: judged.p99 < GOAL_SECONDS }],
    figures: { samples, completeBeforeWait: all.length - samples.length },
  };
}
