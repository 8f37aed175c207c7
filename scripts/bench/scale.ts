import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { suiteNamespaces } from '../../src/objects/suite-namespaces.ts';
import { connect } from '../../src/cluster/connect.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { kinds } from '../../src/cluster/kinds/kinds.ts';
import { configSchema } from '../../src/config/schema.ts';
import type { Progress } from '../../src/terminal/progress.ts';
import { up, type Testbed } from '../../testbed/testbed.ts';
import { deploymentWrites } from './audit-log.ts';
import { BENCH_CLUSTER } from './bench-cluster.ts';
import { createClient, since, type RequestCounts } from './clients.ts';
import { runMeasured } from './measured-process.ts';
import type { Section } from './section.ts';
import { createDeployments, removeNamespace } from './simulated-deployments.ts';
import { buildSuite } from './suite-build.ts';

const LIMIT_MS = 20 * 60_000;
const MIB = 1_048_576;

/** A command that waits until all Deployments of a namespace are ready. */
interface Contestant {
  name: string;
  title: string;
  command(options: { namespace: string; kubeconfig: string }): [string, ...string[]];
  /** @throws Error when it did not check all of them. */
  verify?(count: number): Promise<void>;
}

/** The result of one contestant, in seconds and bytes. */
interface ScaleFigures {
  name: string;
  title: string;
  /** From the first request that created a Deployment. */
  createdAfter: number;
  clusterDoneAfter: number;
  endedAfter: number;
  behind: number;
  runSeconds: number;
  requests: RequestCounts;
  peakBytes: number;
  loadAverage: number;
}

/** The options of the scale benchmark. */
export interface ScaleOptions {
  count: number;
  /** The names of the contestants. @default all */
  contestants: readonly string[] | undefined;
  directory: string;
  progress: Progress;
}

/**
 * Creates many Deployments on simulated nodes and measures when the suite, and two equivalent kubectl commands, report that all of them are ready: one
 * command after the other, each with new Deployments in a new namespace, started when the last Deployment has been created.
 */
export async function benchScale({ count, contestants, directory, progress }: ScaleOptions): Promise<Section> {
  const testbed = await up({ ...BENCH_CLUSTER, progress });
  const cluster = await connect({ kubeconfig: testbed.kubeconfig });
  try {
    // The suite's RBAC manifests create these in advance: a run that creates them itself also removes them at its end.
    for (const namespace of suiteNamespaces(configSchema.parse({}))) await cluster.apply(kinds.namespaces, namespace);
    progress.now('bundling the suite');
    const all = await contestantsFor(testbed, directory);
    const chosen = all.filter(({ name }) => contestants?.includes(name) ?? true);
    const figures: ScaleFigures[] = [];
    for (const one of chosen) figures.push(await contest(one, { count, cluster, testbed, directory, progress }));
    return section(count, figures);
  } finally {
    await cluster.close();
  }
}

async function contestantsFor({ kubectl }: Testbed, directory: string): Promise<Contestant[]> {
  const program = await buildSuite(join(directory, 'suite'));
  const results = join(directory, 'results');
  const cached = (kubeconfig: string) => [kubectl, `--kubeconfig=${kubeconfig}`, `--cache-dir=${kubeconfig}.cache`];
  return [
    {
      name: 'suite',
      title: 'shakedown run',
      command: ({ namespace, kubeconfig }) =>
        [
          ...[process.execPath, program, 'run', '--kubeconfig', kubeconfig, '--results-dir', results],
          ...['--set', `scope.namespaces=${namespace}`, '--focus', `^workloads/deployment/${namespace}/`],
        ] as [string, ...string[]],
      verify: async (count) => {
        const { tests } = JSON.parse(await readFile(join(results, 'results.json'), 'utf8')) as {
          tests: { status: string }[];
        };
        const passed = tests.filter(({ status }) => status === 'passed').length;
        if (passed !== count || tests.length !== count)
          throw new Error(`the suite passed ${passed} of ${tests.length} tests, for ${count} Deployments`);
      },
    },
    {
      name: 'wait',
      title: 'kubectl wait --for=condition=Available deployment --all',
      command: ({ namespace, kubeconfig }) =>
        [
          ...cached(kubeconfig),
          ...['wait', '-n', namespace, '--for=condition=Available', 'deployment', '--all', '--timeout=20m'],
        ] as [string, ...string[]],
    },
    {
      name: 'rollout',
      title: 'kubectl rollout status, in a loop',
      command: ({ namespace, kubeconfig }) => {
        const call = `${cached(kubeconfig).join(' ')} -n ${namespace}`;
        const loop = `for name in $(${call} get deployments -o name); do ${call} rollout status "$name" || exit 1; done`;
        return ['sh', '-c', loop];
      },
    },
  ];
}

async function contest(
  one: Contestant,
  options: { count: number; cluster: Cluster; testbed: Testbed; directory: string; progress: Progress },
): Promise<ScaleFigures> {
  const { count, cluster, testbed, directory, progress } = options;
  const namespace = `bench-${one.name}`;
  const client = await createClient(cluster, { name: one.name, admin: testbed.kubeconfig, directory });
  // The first kubectl fills its discovery cache, which is not measured.
  await execa(testbed.kubectl, [
    `--kubeconfig=${client.kubeconfig}`,
    `--cache-dir=${client.kubeconfig}.cache`,
    ...['get', 'deployments'],
  ]);
  await cluster.clock.sleep(5_000);
  const before = await client.requests();
  const begun = new Date();
  const [load = 0] = loadavg();
  await createDeployments(cluster, { namespace, count, progress });
  const created = Date.now() / 1_000;
  progress.now(`${one.title}: waiting for ${count} Deployments`);
  const { code, ended, seconds, peakBytes, tail } = await runMeasured(
    one.command({ namespace, kubeconfig: client.kubeconfig }),
    { env: { ...process.env, NODE_COMPILE_CACHE: join(directory, 'compile-cache') }, withinMs: LIMIT_MS },
  );
  if (code !== 0)
    throw new Error(`${one.title} ended with ${code ?? 'a signal'} after ${seconds.toFixed(1)} s:\n${tail}`);
  await one.verify?.(count);
  const requests = since(before, await client.requests());
  const { firstCreate = 0, completions } = await deploymentWrites(testbed.auditLog, namespace, begun);
  const first = completions.filter(({ generation }) => generation === 1);
  if (first.length !== count)
    throw new Error(`the audit log has ${first.length} Deployments that became complete, of ${count}`);
  const clusterDone = Math.max(...first.map(({ answered }) => answered));
  await removeNamespace(cluster, namespace, progress);
  const figures: ScaleFigures = {
    name: one.name,
    title: one.title,
    createdAfter: created - firstCreate,
    clusterDoneAfter: clusterDone - firstCreate,
    endedAfter: ended - firstCreate,
    behind: ended - clusterDone,
    runSeconds: seconds,
    requests,
    peakBytes,
    loadAverage: load,
  };
  progress.done(
    `${one.title}: ${figures.behind.toFixed(1)} s after the cluster, which took ${figures.clusterDoneAfter.toFixed(1)} s`,
  );
  return figures;
}

function section(count: number, figures: readonly ScaleFigures[]): Section {
  const suite = figures.find(({ name }) => name === 'suite');
  const ratio = ({ behind }: ScaleFigures) => (suite ? `${(behind / suite.behind).toFixed(1)} ×` : '');
  const { clientQps, kwokNodes } = BENCH_CLUSTER;
  return {
    title: `Scale: ${count} Deployments become ready`,
    facts: [
      `${count} Deployments of 1 replica on ${kwokNodes} simulated nodes; controller-manager and scheduler may send ${clientQps} requests per second`,
      'each command was started when the last Deployment had been created; times count from the first request that created one',
      'the cluster is done with the last status write that makes a Deployment complete, by the audit log',
      'the namespaces of the suite exist beforehand; a run that creates them removes them at its end, which takes some seconds more',
      'requests are those of the command alone, as the API server counts them for its user; memory is VmHWM of the largest process',
    ],
    tables: [
      {
        title: 'Time',
        rows: [
          ['command', 'created s', 'cluster done s', 'ended s', 'behind the cluster s', 'ratio', 'load before'],
          ...figures.map((one) => [
            one.title,
            one.createdAfter.toFixed(1),
            one.clusterDoneAfter.toFixed(1),
            one.endedAfter.toFixed(1),
            one.behind.toFixed(2),
            ratio(one),
            one.loadAverage.toFixed(1),
          ]),
        ],
      },
      {
        title: 'Cost',
        rows: [
          ['command', 'LIST', 'WATCH', 'GET', 'writes', 'other', 'peak MiB'],
          ...figures.map(({ title, requests, peakBytes }) => [
            title,
            ...[requests.LIST, requests.WATCH, requests.GET, requests.write, requests.other].map(String),
            (peakBytes / MIB).toFixed(0),
          ]),
        ],
      },
    ],
    goals: suite
      ? [
          { goal: 'within 2 s of the cluster', seen: `${suite.behind.toFixed(2)} s`, met: suite.behind <= 2 },
          { goal: 'at most 10 LIST requests', seen: String(suite.requests.LIST), met: suite.requests.LIST <= 10 },
          {
            goal: 'peak memory below 250 MB',
            seen: `${(suite.peakBytes / 1e6).toFixed(0)} MB`,
            met: suite.peakBytes < 250e6,
          },
        ]
      : [],
    figures: { count, contestants: figures },
  };
}
