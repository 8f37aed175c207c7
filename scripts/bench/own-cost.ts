import { readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { connect } from '../../src/cluster/connect.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { quantity } from '../../src/cluster/pods/quantity.ts';
import { rawJson } from '../../src/cluster/raw-json.ts';
import { configSchema } from '../../src/config/schema.ts';
import type { Measurement, Results } from '../../src/results/model.ts';
import { readResults } from '../../src/results/read.ts';
import type { Progress } from '../../src/terminal/progress.ts';
import { pluginImage } from '../../testbed/images/plugin-image.ts';
import { load, up } from '../../testbed/testbed.ts';
import { runMeasured, type ProcessFigures } from './measured-process.ts';
import type { Section } from './section.ts';
import { buildSuite } from './suite-build.ts';

const LIMIT_MS = 10 * 60_000;
const MIB = 1_048_576;
/** How often the use of the suite's pods is read, in milliseconds: the metrics API has a new figure every 10 s. */
const LOOK_MS = 5_000;
/** The checks that send requests, and those that write and read lines. */
const FOCUS = '^(workloads/rolling-restart/|observability/logs/node/)';

/** The options of the benchmark. */
export interface CostOptions {
  /** The name of the local cluster; it gets a log store. */
  cluster: string;
  directory: string;
  progress: Progress;
}

/** What the pods of the suite used at most, all together. */
interface PodUse {
  cores: number;
  bytes: number;
}

/**
 * Measures what the suite uses while its probe agents send requests and pods write lines at the rates of the configuration, and how long a line takes to be
 * visible in the store.
 */
export async function benchCost({ cluster: name, directory, progress }: CostOptions): Promise<Section> {
  const testbed = await up({ name, addons: ['logs'], progress });
  const { ref, archive } = await pluginImage(progress);
  await load(name, archive);
  const cluster = await connect({ kubeconfig: testbed.kubeconfig });
  try {
    progress.now('bundling the suite');
    const program = await buildSuite(join(directory, 'suite'));
    const results = join(directory, 'cost');
    const file = join(directory, 'cost.yaml');
    await writeFile(file, JSON.stringify({ image: ref }));
    const [loadAverage = 0] = loadavg();
    progress.now('requests are sent and lines written');
    const stop = new AbortController();
    const pods = useOfPods(cluster, stop.signal);
    const run = await runMeasured(
      [
        ...[process.execPath, program, 'run', '--kubeconfig', testbed.kubeconfig, '--config', file],
        ...['--results-dir', results, '--target', 'workloads,observability', '--focus', FOCUS],
      ] as [string, ...string[]],
      { env: process.env, withinMs: LIMIT_MS },
    );
    stop.abort();
    if (run.code !== 0) throw new Error(`the run ended with ${run.code ?? 'a signal'}:\n${run.tail}`);
    return section(run, readResults(await readFile(join(results, 'results.json'), 'utf8')), await pods, loadAverage);
  } finally {
    await cluster.close();
  }
}

const podMetrics = z.object({
  items: z.array(
    z.object({ containers: z.array(z.object({ usage: z.object({ cpu: z.string(), memory: z.string() }) })) }),
  ),
});

/** The highest use of the pods in the suite's namespaces, until the signal fires. */
async function useOfPods(cluster: Cluster, signal: AbortSignal): Promise<PodUse> {
  const { suite, workloads } = configSchema.parse({}).namespaces;
  const most: PodUse = { cores: 0, bytes: 0 };
  while (!signal.aborted) {
    const all = await Promise.all([suite, workloads].map((namespace) => useIn(cluster, namespace)));
    most.cores = Math.max(most.cores, sum(all.map(({ cores }) => cores)));
    most.bytes = Math.max(most.bytes, sum(all.map(({ bytes }) => bytes)));
    await cluster.clock.sleep(LOOK_MS, signal).catch(() => {});
  }
  return most;
}

async function useIn(cluster: Cluster, namespace: string): Promise<PodUse> {
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`;
  const { items } = await rawJson(cluster, { path, schema: podMetrics, wanted: 'the metrics of pods' });
  const usages = items.flatMap(({ containers }) => containers.map(({ usage }) => usage));
  return {
    cores: sum(usages.map(({ cpu }) => quantity(cpu) ?? 0)),
    bytes: sum(usages.map(({ memory }) => quantity(memory) ?? 0)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function section(run: ProcessFigures, { tests }: Results, pods: PodUse, loadAverage: number): Section {
  const { logs, rollingRestart } = configSchema.parse({});
  const measured = (prefix: string, id: string): Measurement[] =>
    tests
      .filter((test) => test.id.startsWith(prefix))
      .flatMap(({ measurements }) => measurements.filter((one) => one.id === id));
  const visible = measured('observability/logs/node/', 'time-to-visible-p99').map(({ value }) => value);
  const requests = sum(measured('workloads/rolling-restart/', 'requests').map(({ value }) => value));
  const cores = run.cpuSeconds / run.seconds;
  const slowest = visible.reduce((a, b) => Math.max(a, b), 0);
  return {
    title: `Cost: the suite at ${rollingRestart.requestsPerSecond} requests/s and ${logs.rate} lines/s on each node`,
    facts: [
      `checks ${FOCUS}, ${run.seconds.toFixed(0)} s, ${requests} requests, ${logs.lines} lines and more on each of ${visible.length} nodes; load average before ${loadAverage.toFixed(1)}`,
      'the runner is one process: its CPU is that of the whole run by its seconds, its memory VmHWM',
      'the pods of the suite are probe agents, target apps and log writers, all together, by the metrics API, at most',
      'a line is visible when the store returns it; the times are those of the slowest node',
    ],
    tables: [
      {
        title: 'Cost',
        rows: [
          ['what', 'CPU cores', 'memory MiB'],
          ['runner', cores.toFixed(2), (run.peakBytes / MIB).toFixed(0)],
          ['pods of the suite', pods.cores.toFixed(2), (pods.bytes / MIB).toFixed(0)],
        ],
      },
      { title: 'Time to visible of a line', rows: [['p99 s'], [slowest.toFixed(2)]] },
    ],
    goals: [],
    figures: { run, pods, visible, requests, loadAverage },
  };
}
