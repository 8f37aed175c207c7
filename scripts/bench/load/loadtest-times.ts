import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { kinds } from '../../../src/cluster/kinds/kinds.ts';
import { deployment } from '../../../src/conditions/workloads/deployment.ts';
import { until } from '../../../src/conditions/waiting/until.ts';
import { makeObjects } from '../../../src/objects/objects.ts';
import { newRunId } from '../../../src/run/run-id.ts';
import { outsideOfChecks } from '../../../src/instruments/contract/check-scope.ts';
import { targetApp } from '../../../src/instruments/target-app/instrument.ts';
import type { Progress } from '../../../src/terminal/progress.ts';
import { loadBench } from './load-bench.ts';
import type { Section } from '../section.ts';
import { buildSuite } from '../suite-build.ts';

const WORKERS = 3;
const WITHIN_MS = 120_000;
const GOALS = { setup: 15, cleanup: 10 };

/** Measures how long `shakedown loadtest setup` takes until all workers are connected, and `cleanup` until the last object is deleted. */
export async function benchLoadtestTimes({
  cluster: name,
  rounds,
  directory,
  progress,
}: {
  cluster: string;
  rounds: number;
  directory: string;
  progress: Progress;
}): Promise<Section> {
  await using bench = await loadBench({ name, progress });
  const { cluster, config, testbed, settings } = bench;
  const { signal } = new AbortController();
  const program = await buildSuite(join(directory, 'suite'));
  const file = join(directory, 'loadtest.json');
  await writeFile(file, JSON.stringify(settings));
  const objects = makeObjects({ cluster, config, runId: newRunId(new Date()) });
  const tool = targetApp.make({ cluster, config, objects, signal }).forCheck(outsideOfChecks(signal));
  const times: Record<keyof typeof GOALS, number>[] = [];
  try {
    const { ref } = await tool.deploy({ name: 'loaded', replicas: 1 });
    await until(cluster, deployment(ref).hasReplicas(1), { withinMs: WITHIN_MS, signal });
    const common = ['--kubeconfig', testbed.kubeconfig, '--config', file, '--namespace', ref.namespace];
    const timed = async (...args: string[]): Promise<number> => {
      const start = performance.now();
      await execa(process.execPath, [program, 'loadtest', ...args, ...common]);
      return (performance.now() - start) / 1_000;
    };
    for (let round = 1; round <= rounds; round += 1) {
      progress.now(`load test platform: ${round} of ${rounds}`);
      const setup = await timed('setup', '--target', ref.name, '--workers', String(WORKERS));
      const cleanup = await timed('cleanup');
      const left = await cluster.list(kinds.pods, { namespace: ref.namespace, labelSelector: 'shakedown/load' });
      if (left.length > 0) throw new Error(`cleanup has left ${left.length} pods`);
      times.push({ setup, cleanup });
    }
  } finally {
    await objects.removeAll(signal);
  }
  return section(times);
}

function section(times: readonly Record<keyof typeof GOALS, number>[]): Section {
  const sorted = (part: keyof typeof GOALS) => times.map((one) => one[part]).toSorted((a, b) => a - b);
  const row = (title: string, part: keyof typeof GOALS) => {
    const all = sorted(part);
    const [least, median, most] = [all[0], all[Math.floor(all.length / 2)], all.at(-1)];
    return [title, ...[least, median, most].map((value) => `${(value ?? 0).toFixed(1)} s`)];
  };
  const goal = (title: string, part: keyof typeof GOALS) => {
    const worst = sorted(part).at(-1) ?? 0;
    return {
      goal: `${title} within ${GOALS[part]} s`,
      seen: `${worst.toFixed(1)} s at most`,
      met: worst <= GOALS[part],
    };
  };
  return {
    title: 'Locust platform',
    facts: [
      `${times.length} times \`shakedown loadtest setup --workers ${WORKERS}\` and \`cleanup\`, from the start of the command to its end; images on the nodes`,
      'cleanup ends when no object and no pod of the platform is left',
    ],
    tables: [
      {
        title: 'Seconds',
        rows: [
          ['command', 'least', 'median', 'most'],
          row(`setup, to ${WORKERS} workers connected`, 'setup'),
          row('cleanup, to the last object', 'cleanup'),
        ],
      },
    ],
    goals: [goal(`${WORKERS} workers connected`, 'setup'), goal('all objects gone', 'cleanup')],
    figures: { times },
  };
}
