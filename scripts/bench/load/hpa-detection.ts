import { kinds } from '../../../src/cluster/kinds/kinds.ts';
import { readClocks } from '../../../src/scenarios/autoscaling/clocks/read-clocks.ts';
import { watchScaling, type ScalingWatch } from '../../../src/scenarios/autoscaling/scaling-watch.ts';
import { momentsOf, type Moments, type Sample } from '../../../src/scenarios/autoscaling/verdict/timeline.ts';
import { deployment } from '../../../src/conditions/workloads/deployment.ts';
import { until } from '../../../src/conditions/waiting/until.ts';
import { makeObjects } from '../../../src/objects/objects.ts';
import { newRunId } from '../../../src/run/run-id.ts';
import { outsideOfChecks } from '../../../src/instruments/contract/check-scope.ts';
import { targetApp } from '../../../src/instruments/target-app/instrument.ts';
import type { Progress } from '../../../src/terminal/progress.ts';
import { writesTo } from '../audit-log.ts';
import { writtenTimeline, type WrittenPart } from './hpa-writes.ts';
import { loadBench, type LoadBench } from './load-bench.ts';
import { percentilesOf } from '../percentiles.ts';
import type { Section } from '../section.ts';

/** The number of HPAs in parallel, and the replicas that each of them changes between. */
const HPAS = 4;
const [FEW, MANY] = [1, 3];
const WITHIN_MS = 120_000;
const GOAL_SECONDS = 1;

const TERMS = {
  decision: 'HPA decided',
  created: 'pods created',
  ready: 'pods ready',
  downDecision: 'HPA decided to scale down',
  atMinimum: 'at the minimum',
} as const satisfies Partial<Record<keyof Moments, string>>;
type Term = keyof typeof TERMS;

/** One scale-up and scale-down of an HPA, as the suite saw it. */
interface Cycle {
  name: string;
  /** The zero of its times, in seconds since 1970. */
  from: number;
  /** When the scale-down was requested, in seconds after `from`. */
  scaledDownAt: number;
  samples: readonly Sample[];
  /** Pods that existed before. */
  pods: readonly string[];
}

/**
 * The suite's own share of each part of an HPA's reaction: the time between a write of the cluster and the reading in which the suite sees it. The HPAs
 * are moved by their bounds, not by load, to get many reactions in a short time; the suite watches them in the same way.
 */
export async function benchHpaDetection({
  cluster: name,
  cycles,
  progress,
}: {
  cluster: string;
  cycles: number;
  progress: Progress;
}): Promise<Section> {
  await using bench = await loadBench({ name, progress });
  const { cluster, config, testbed } = bench;
  const { signal } = new AbortController();
  const begun = new Date();
  const objects = makeObjects({ cluster, config, runId: newRunId(begun) });
  const tool = targetApp.make({ cluster, config, objects, signal }).forCheck(outsideOfChecks(signal));
  const seen: Cycle[] = [];
  try {
    const names = Array.from({ length: HPAS }, (_, index) => `moved-${index + 1}`);
    await Promise.all(
      names.map(async (app) => {
        const { ref } = await tool.deploy({ name: app, replicas: FEW });
        await until(cluster, deployment(ref).hasReplicas(FEW), { withinMs: WITHIN_MS, signal });
        await objects.create(kinds.horizontalPodAutoscalers, hpaOn(ref, FEW), signal);
        for (let cycle = 0; cycle < Math.ceil(cycles / HPAS); cycle += 1) {
          seen.push(await upAndDown(bench, ref, signal));
          progress.now(`HPA detection: ${seen.length} of ${cycles} times up and down`);
        }
      }),
    );
  } finally {
    await objects.removeAll(signal);
  }
  const namespace = config.namespaces.workloads;
  const resources = ['horizontalpodautoscalers', 'pods'];
  const writes = await writesTo<WrittenPart>(resources, { namespace, since: begun, path: testbed.auditLog });
  return section(seen.map((cycle) => sharesOf(cycle, writtenTimeline(writes, cycle))));
}

async function upAndDown(
  { cluster, config }: LoadBench,
  ref: { namespace: string; name: string },
  signal: AbortSignal,
) {
  const labels = { 'app.kubernetes.io/name': ref.name };
  // A random delay, so that the HPAs do not synchronize with each other or with an interval of the cluster or the suite.
  await cluster.clock.sleep(Math.random() * 3_000, signal);
  const pods = (await cluster.list(kinds.pods, { namespace: ref.namespace, labelSelector: label(labels) }, { signal }))
    .filter(({ metadata }) => !metadata?.deletionTimestamp)
    .map(({ metadata }) => metadata?.name ?? '');
  using watch = await watchScaling(
    cluster,
    { hpa: ref, labels, target: 50, clocks: await readClocks(cluster, config, undefined, signal) },
    undefined,
    signal,
  );
  const from = Date.now() / 1_000 - watch.now();
  const bounds = (count: number) => ({ spec: { minReplicas: count, maxReplicas: count } });
  await cluster.patch(kinds.horizontalPodAutoscalers, ref, bounds(MANY), { signal });
  await follow(watch, () => momentsOf(watched(watch.samples)).ready, signal);
  // The time stamp of a write in the log may be slightly later than our reading; the write still belongs to the scale-up.
  await cluster.clock.sleep(1_000, signal);
  const scaledDownAt = watch.now();
  await cluster.patch(kinds.horizontalPodAutoscalers, ref, bounds(FEW), { signal });
  await follow(watch, () => momentsOf(watched(watch.samples, scaledDownAt)).atMinimum, signal);
  return { name: ref.name, from, scaledDownAt, samples: watch.samples, pods };
}

async function follow(watch: ScalingWatch, moment: () => number | undefined, signal: AbortSignal): Promise<void> {
  const end = watch.now() + WITHIN_MS / 1_000;
  await watch.follow(() => moment() !== undefined || watch.now() > end, signal);
  if (moment() === undefined) throw new Error(`the HPA did not follow its bounds within ${WITHIN_MS / 1_000} s`);
}

function watched(samples: readonly Sample[], loadStopped?: number) {
  return {
    samples,
    before: FEW,
    minReplicas: FEW,
    tolerance: 0.1,
    sync: 5,
    ...(loadStopped !== undefined && { loadStopped }),
  };
}

/** The time from the cluster's write until each part was seen, in seconds; writes that are not in the log are left out. */
function sharesOf(cycle: Cycle, written: readonly Sample[]): Partial<Record<Term, number>> {
  const ours = momentsOf(watched(cycle.samples, cycle.scaledDownAt));
  const theirs = momentsOf(watched(written, cycle.scaledDownAt));
  const shares = terms().flatMap((term) => {
    const [seen, wrote] = [ours[term], theirs[term]];
    return seen === undefined || wrote === undefined ? [] : [[term, seen - wrote] as const];
  });
  return Object.fromEntries(shares);
}

function terms(): Term[] {
  return Object.keys(TERMS) as Term[];
}

function section(shares: readonly Partial<Record<Term, number>>[]): Section {
  const all = shares.flatMap((one) => Object.values(one));
  const untold = shares.length * terms().length - all.length;
  const judged = percentilesOf(all);
  const row = (name: string, values: readonly number[]) => {
    const { count, p50, p90, p99, max } = percentilesOf(values);
    return [name, String(count), ...[p50, p90, p99, max].map(milliseconds)];
  };
  return {
    title: 'Own share of the parts of an HPA’s reaction',
    facts: [
      `${shares.length} cycles of ${HPAS} HPAs from ${FEW} to ${MANY} replicas and back, moved by their bounds; watched as under load`,
      'from the time stamp at which the audit log has the write answered, to the reading in which the suite sees it',
      `${untold} of the ${all.length + untold} moments are not in the log`,
      'the two parts that wait for the metric are written nowhere: for them the metrics API is asked every 0.5 s',
    ],
    tables: [
      {
        title: 'Milliseconds after the write',
        rows: [
          ['until the suite has seen', 'seen', 'p50', 'p90', 'p99', 'max'],
          ...terms().map((term) =>
            row(
              TERMS[term],
              shares.flatMap((one) => one[term] ?? []),
            ),
          ),
          row('all of them', all),
        ],
      },
    ],
    goals: [{ goal: 'p99 below 1 s', seen: `${milliseconds(judged.p99)} ms`, met: judged.p99 < GOAL_SECONDS }],
    figures: { shares },
  };
}

function milliseconds(value: number): string {
  return (value * 1_000).toFixed(0);
}

function label(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function hpaOn({ namespace, name }: { namespace: string; name: string }, count: number) {
  const target = { type: 'Utilization', averageUtilization: 50 };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { namespace, name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: count,
      maxReplicas: count,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
    },
  };
}
