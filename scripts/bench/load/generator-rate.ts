import { execa } from 'execa';
import type { Ref } from '../../../src/cluster/kinds/kind.ts';
import { kinds } from '../../../src/cluster/kinds/kinds.ts';
import { deployment } from '../../../src/conditions/workloads/deployment.ts';
import { until } from '../../../src/conditions/waiting/until.ts';
import { outsideOfChecks } from '../../../src/instruments/contract/check-scope.ts';
import { makeTools } from '../../../src/instruments/contract/make-tools.ts';
import type { DeployedPlatform } from '../../../src/instruments/load/load.ts';
import { instruments } from '../../../src/instruments/registry.ts';
import { makeObjects } from '../../../src/objects/objects.ts';
import { newRunId } from '../../../src/run/run-id.ts';
import type { Progress } from '../../../src/terminal/progress.ts';
import { locustByHand, type LocustByHand } from './locust-by-hand.ts';
import { loadBench, type LoadBench } from './load-bench.ts';
import type { Section } from '../section.ts';

const WITHIN_MS = 120_000;
const USERS = 20;
/** The duration of each run. */
const SECONDS = 10;
const GOAL_RATIO = 0.95;

/** The result of one run. */
interface Run {
  requests: number;
  /** CPU time of the worker's process. */
  cpuSeconds: number;
}

/**
 * Measures the requests per second and core of the platform's default user class, compared with Locust run by hand: same image, same target, one master
 * and one worker each, pods without a CPU limit, same number of users without a pause. The two alternate, and so does which of them is first.
 */
export async function benchGeneratorRate({
  cluster: name,
  pairs,
  progress,
}: {
  cluster: string;
  pairs: number;
  progress: Progress;
}): Promise<Section> {
  await using bench = await loadBench({ name, progress });
  const { cluster, config } = bench;
  const { signal } = new AbortController();
  const objects = makeObjects({ cluster, config, runId: newRunId(new Date()) });
  const found: { platform: Run; byHand: Run }[] = [];
  try {
    const run = { cluster, config, objects, signal };
    const { targetApp, load } = makeTools(instruments, run).forCheck(
      outsideOfChecks(signal, Object.values(instruments)),
    );
    const { ref } = await targetApp.deploy({ name: 'loaded', replicas: 1 });
    await until(cluster, deployment(ref).hasReplicas(1), { withinMs: WITHIN_MS, signal });
    await using deployed = await load.setUp({ name: 'bench', workers: 1, target: ref.name });
    const hand = await locustByHand({ bench, objects, namespace: ref.namespace, target: `http://${ref.name}` }, signal);
    const runs = { platform: () => runPlatform(bench, deployed, signal), byHand: () => runByHand(bench, hand, signal) };
    // The first run of each opens connections and warms up the target.
    for (const run of Object.values(runs)) await run();
    for (let pair = 1; pair <= pairs; pair += 1) {
      progress.now(`requests per core: pair ${pair} of ${pairs}`);
      const first = pair % 2 === 1 ? undefined : await runs.byHand();
      const platform = await runs.platform();
      found.push({ platform, byHand: first ?? (await runs.byHand()) });
    }
  } finally {
    await objects.removeAll(signal);
  }
  return section(found);
}

async function runPlatform(bench: LoadBench, platform: DeployedPlatform, signal: AbortSignal): Promise<Run> {
  const { cluster } = bench;
  const { namespace, name } = platform.ref;
  const labelSelector = `shakedown/load=${name},app.kubernetes.io/component=worker`;
  const [pod] = await cluster.list(kinds.pods, { namespace, labelSelector }, { signal });
  const worker = { namespace, name: pod?.metadata?.name ?? '' };
  // On a busy machine Locust may consider a worker lost between two runs: this waits until it is connected.
  await platform.scale(1);
  const before = await cpuSecondsOf(bench, worker);
  const load = await platform.start({ users: USERS, seconds: SECONDS });
  const { account } = await load.ended();
  if (!account || account.total.num_failures > 0) throw new Error('requests of the platform have failed');
  return { requests: account.total.num_requests, cpuSeconds: (await cpuSecondsOf(bench, worker)) - before };
}

async function runByHand(bench: LoadBench, hand: LocustByHand, signal: AbortSignal): Promise<Run> {
  const before = await cpuSecondsOf(bench, hand.worker);
  const requests = await hand.run({ users: USERS, seconds: SECONDS }, signal);
  return { requests, cpuSeconds: (await cpuSecondsOf(bench, hand.worker)) - before };
}

/** CPU time of the first process of a pod since its start, in user and kernel mode, to a hundredth of a second. */
async function cpuSecondsOf({ testbed }: LoadBench, { namespace, name }: Required<Ref>): Promise<number> {
  const read = ['python3', '-c', 'print(open("/proc/1/stat").read())'];
  const options = ['--kubeconfig', testbed.kubeconfig, '--namespace', namespace];
  const { stdout } = await execa(testbed.kubectl, [...options, 'exec', name, '--', ...read]);
  const fields = stdout.slice(stdout.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function section(found: readonly { platform: Run; byHand: Run }[]): Section {
  const perCore = ({ requests, cpuSeconds }: Run) => requests / cpuSeconds;
  const pairs = found.map(({ platform, byHand }) => ({
    platform: perCore(platform),
    byHand: perCore(byHand),
    ratio: perCore(platform) / perCore(byHand),
  }));
  const ratios = pairs.map(({ ratio }) => ratio).toSorted((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)] ?? 0;
  const spread = `${(ratios[0] ?? 0).toFixed(3)} to ${(ratios.at(-1) ?? 0).toFixed(3)}`;
  return {
    title: 'Requests per second and core of a load generator',
    facts: [
      `${pairs.length} interleaved pairs of ${SECONDS} s; ${USERS} users without a pause, one master and one worker each, FastHttpUser`,
      'same image, target and resources; by hand without the guard that measures the generator',
      'requests as Locust counts them, by the CPU seconds of the worker’s process',
    ],
    tables: [
      {
        title: 'Requests per second and core',
        rows: [
          ['pair', 'platform', 'by hand', 'ratio'],
          ...pairs.map(({ platform, byHand, ratio }, index) => [
            String(index + 1),
            platform.toFixed(0),
            byHand.toFixed(0),
            ratio.toFixed(3),
          ]),
        ],
      },
    ],
    goals: [
      {
        goal: `median ratio at least ${GOAL_RATIO}`,
        seen: `${median.toFixed(3)}, spread ${spread}`,
        met: median >= GOAL_RATIO,
      },
    ],
    figures: { found },
  };
}
