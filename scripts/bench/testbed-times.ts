import { loadavg } from 'node:os';
import { join } from 'node:path';
import { silentProgress, type Progress } from '../../src/terminal/progress.ts';
import { buildBinaries, type Binary } from '../../testbed/binaries/binaries.ts';
import { families } from '../../testbed/binaries/families.ts';
import { DEFAULT_KUBERNETES, otherKubernetesFamilies } from '../../testbed/preparation/kubernetes-families.mjs';
import { down, up } from '../../testbed/testbed.ts';
import type { Section, Table } from './section.ts';

const CLUSTER = 'bench-up';

/** The message of `up` when a part is ready, and the name of the part here. */
const MARKS = [
  [/nodes Ready/, 'nodes Ready'],
  [/DNS answers/, 'DNS answers'],
  [/metrics served/, 'metrics served'],
] as const;

/** For each step the seconds of each round. */
type Rounds = Record<(typeof MARKS)[number][1] | 'up again' | 'down', number[]>;

const GOALS = [
  ['DNS answers', 'nodes Ready and DNS answering within 15 s', 15],
  ['metrics served', 'metrics within 35 s', 35],
  ['down', 'down within 3 s', 3],
] as const;

const COLD_GOAL_SECONDS = 15 * 60;

/** The options of the testbed benchmark. */
export interface TestbedOptions {
  rounds: number;
  /** Whether to build every program with empty caches; takes almost half an hour. */
  cold: boolean;
  directory: string;
  progress: Progress;
}

/** Measures how long a cluster takes to come up and down, with all programs and images built; with `cold`, also how long the builds take. */
export async function benchTestbed({ rounds, cold, directory, progress }: TestbedOptions): Promise<Section> {
  const built = cold ? await coldBuilds(directory, progress) : undefined;
  const [load = 0] = loadavg();
  const seconds: Rounds = { 'nodes Ready': [], 'DNS answers': [], 'metrics served': [], 'up again': [], down: [] };
  await down(CLUSTER, progress);
  // The first round may have to build or unpack something.
  await up({ name: CLUSTER, progress });
  await down(CLUSTER, progress);
  for (let round = 1; round <= rounds; round += 1) {
    progress.now(`testbed: round ${round} of ${rounds}`);
    await measureRound(seconds);
  }
  const sum = built ? built.reduce((total, one) => total + one.seconds, 0) : 0;
  return {
    title: 'Testbed',
    facts: [
      `${rounds} rounds of up and down, everything built; seconds from the call, with two real nodes`,
      `load average before: ${load.toFixed(1)}`,
    ],
    tables: [
      {
        title: 'Seconds',
        rows: [
          ['step', 'median', 'worst'],
          ...Object.entries(seconds).map(([step, all]) => [step, median(all).toFixed(1), Math.max(...all).toFixed(1)]),
        ],
      },
      ...(built ? [coldTable(built)] : []),
    ],
    goals: [
      ...GOALS.map(([step, goal, limit]) => ({
        goal,
        seen: `${Math.max(...seconds[step]).toFixed(1)} s at worst`,
        met: Math.max(...seconds[step]) <= limit,
      })),
      ...(built
        ? [{ goal: 'cold build within 15 min', seen: `${(sum / 60).toFixed(1)} min`, met: sum <= COLD_GOAL_SECONDS }]
        : []),
    ],
    figures: { seconds, ...(built ? { coldBuilds: built } : {}) },
  };
}

async function measureRound(seconds: Rounds): Promise<void> {
  const timed = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return (performance.now() - start) / 1_000;
  };
  const start = performance.now();
  const done = (text: string) => {
    const mark = MARKS.find(([pattern]) => pattern.test(text))?.[1];
    if (mark) seconds[mark].push((performance.now() - start) / 1_000);
  };
  await up({ name: CLUSTER, progress: { ...silentProgress, done } });
  seconds['up again'].push(await timed(() => up({ name: CLUSTER })));
  seconds.down.push(await timed(() => down(CLUSTER)));
}

interface ColdBuild {
  family: string;
  seconds: number;
}

/** Builds each family of programs into an empty cache, with an empty Go build cache; modules that were downloaded before are used. */
async function coldBuilds(directory: string, progress: Progress): Promise<ColdBuild[]> {
  const empty = { SHAKEDOWN_CACHE: join(directory, 'cold-cache'), GOCACHE: join(directory, 'cold-go-cache') };
  const kept = Object.keys(empty).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, empty);
  try {
    const builds: ColdBuild[] = [];
    const others = otherKubernetesFamilies(DEFAULT_KUBERNETES);
    for (const [family, { programs }] of Object.entries(families)) {
      if (others.includes(family)) continue;
      const start = performance.now();
      await buildBinaries(Object.keys(programs) as Binary[], progress);
      builds.push({ family, seconds: (performance.now() - start) / 1_000 });
    }
    return builds;
  } finally {
    for (const [name, value] of kept) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

function coldTable(builds: readonly ColdBuild[]): Table {
  return {
    title:
      'Seconds to build, one family after the other, Go’s build cache empty at the start and its modules downloaded',
    rows: [['family', 'seconds'], ...builds.map(({ family, seconds }) => [family, seconds.toFixed(0)])],
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
}
