// Measures the product on the local testbed: its cost at scale, at its own load, the delay until it sees a change, the load generator, the testbed and the image.
// Measured figures and their goals: docs/benchmarks.md.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf, ShakedownError } from '../src/errors/shakedown-error.ts';
import { progressOn, type Progress } from '../src/terminal/progress.ts';
import { buildBinaries } from '../testbed/binaries/binaries.ts';
import { down } from '../testbed/testbed.ts';
import { benchArchive } from './bench/archive/archive.ts';
import { benchCheckpoints } from './bench/archive/checkpoints.ts';
import { BENCH_CLUSTER } from './bench/bench-cluster.ts';
import { benchComparison } from './bench/comparison.ts';
import { benchGeneratorRate } from './bench/load/generator-rate.ts';
import { benchHpaDetection } from './bench/load/hpa-detection.ts';
import { benchLatency } from './bench/latency.ts';
import { benchLoadtestTimes } from './bench/load/loadtest-times.ts';
import { machineFacts, formatMachine } from './bench/machine.ts';
import { benchImage } from './bench/plugin-image.ts';
import { benchCost } from './bench/own-cost.ts';
import { benchProbing } from './bench/probing.ts';
import { benchPublishing } from './bench/publish/publish.ts';
import { benchReport } from './bench/report.ts';
import { benchScale } from './bench/scale.ts';
import { render, type Section } from './bench/section.ts';
import { benchTestbed } from './bench/testbed-times.ts';

const HELP = `Usage: npm run bench -- [options]

  --only PARTS          of scale, probing, latency, cost, loadtest, generator, hpa, testbed, image, comparison, archive, checkpoints, report and publish, with commas between (default: all)
  --deployments N       scale: how many Deployments (default: 2000)
  --contestants NAMES   scale: any of suite, wait and rollout, separated by commas (default: all)
  --services N          probing: how many Services (default: 200)
  --endpoints N         probing: how many endpoints each of them has (default: 10)
  --changes N           latency: how many changes (default: 400)
  --rounds N            loadtest, testbed, image, report, publish: how often (default: 5)
  --pairs N             generator: how many runs of each contestant (default: 7)
  --megabytes N         archive: how large it is (default: 1000)
  --runs N              comparison: how many comparisons of each kind are simulated (default: 1000)
  --cycles N            hpa: how many times up and down (default: 40)
  --load-cluster NAME   cost, loadtest, generator, hpa: use this local cluster, and leave it up (default: '${BENCH_CLUSTER.name}')
  --cold                testbed: also build every program with empty caches; needs 8 GB of disk and almost half an hour
  --json                print all figures as JSON instead of tables
  --keep                leave the cluster '${BENCH_CLUSTER.name}' up
  --yes                 install missing Debian packages without asking

It brings up its own clusters and leaves others alone. All parts take about 40 minutes on two cores, most of it for kubectl.
Exit codes: 0 every goal met, 1 a goal missed, 2 wrong usage, 5 an error
`;

const PARTS = [
  'scale',
  'probing',
  'latency',
  'cost',
  'loadtest',
  'generator',
  'hpa',
  'testbed',
  'image',
  'comparison',
  'archive',
  'checkpoints',
  'report',
  'publish',
] as const;
type Part = (typeof PARTS)[number];

process.exitCode = await main();

async function main(): Promise<number> {
  const options = read();
  if (options === undefined) return process.argv.includes('--help') || process.argv.includes('-h') ? 0 : 2;
  const progress = progressOn();
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-bench-'));
  try {
    const { kubectl } = await buildBinaries(['kubectl'], progress);
    const machine = await machineFacts(kubectl);
    const sections: Section[] = [];
    if (!options.json) process.stdout.write(`${formatMachine(machine)}\n`);
    for (const part of options.parts) {
      const section = await measure(part, options, directory, progress);
      sections.push(section);
      // Printed at once, so that the figures remain when a later part fails.
      if (!options.json) process.stdout.write(`\n${render(section)}`);
    }
    if (!options.keep) await down(BENCH_CLUSTER.name, progress);
    progress.end();
    if (options.json) process.stdout.write(`${JSON.stringify({ machine, sections }, null, 2)}\n`);
    return sections.every(({ goals }) => goals.every(({ met }) => met)) ? 0 : 1;
  } catch (error) {
    progress.end();
    const text = error instanceof ShakedownError ? error.message : ((error as Error).stack ?? messageOf(error));
    process.stderr.write(`${text}\n`);
    return 5;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Options = NonNullable<ReturnType<typeof read>>;

function measure(part: Part, options: Options, directory: string, progress: Progress): Promise<Section> {
  const {
    deployments: count,
    services,
    endpoints,
    contestants,
    changes,
    rounds,
    cold,
    runs,
    megabytes,
    pairs,
    cycles,
    'load-cluster': cluster,
  } = options;
  switch (part) {
    case 'scale':
      return benchScale({ count, contestants, directory, progress });
    case 'probing':
      return benchProbing({ count: services, endpoints, directory, progress });
    case 'latency':
      return benchLatency({ count: changes, progress });
    case 'cost':
      return benchCost({ cluster, directory, progress });
    case 'loadtest':
      return benchLoadtestTimes({ cluster, rounds, directory, progress });
    case 'generator':
      return benchGeneratorRate({ cluster, pairs, progress });
    case 'hpa':
      return benchHpaDetection({ cluster, cycles, progress });
    case 'testbed':
      return benchTestbed({ rounds, cold, directory, progress });
    case 'image':
      return benchImage({ rounds, progress });
    case 'comparison':
      return benchComparison({ runs, progress });
    case 'archive':
      return benchArchive({ megabytes, directory, progress });
    case 'checkpoints':
      return benchCheckpoints({ directory, progress });
    case 'report':
      return benchReport({ rounds, directory, progress });
    case 'publish':
      return benchPublishing({ rounds, directory, progress });
  }
}

/** The command line; `undefined` when it asks for help or is not valid. */
function read() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', default: PARTS.join(',') },
        deployments: { type: 'string', default: '2000' },
        contestants: { type: 'string', default: 'suite,wait,rollout' },
        services: { type: 'string', default: '200' },
        endpoints: { type: 'string', default: '10' },
        changes: { type: 'string', default: '400' },
        rounds: { type: 'string', default: '5' },
        pairs: { type: 'string', default: '7' },
        runs: { type: 'string', default: '1000' },
        megabytes: { type: 'string', default: '1000' },
        cycles: { type: 'string', default: '40' },
        'load-cluster': { type: 'string', default: BENCH_CLUSTER.name },
        cold: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return undefined;
    }
    return {
      ...values,
      parts: namesIn(PARTS, values.only, '--only'),
      contestants: namesIn(['suite', 'wait', 'rollout'], values.contestants, '--contestants'),
      deployments: count(values.deployments, '--deployments'),
      services: count(values.services, '--services'),
      endpoints: count(values.endpoints, '--endpoints'),
      changes: count(values.changes, '--changes'),
      rounds: count(values.rounds, '--rounds'),
      pairs: count(values.pairs, '--pairs'),
      runs: count(values.runs, '--runs'),
      megabytes: count(values.megabytes, '--megabytes'),
      cycles: count(values.cycles, '--cycles'),
    };
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${HELP}`);
    return undefined;
  }
}

function namesIn<Name extends string>(known: readonly Name[], text: string, option: string): Name[] {
  return text.split(',').map((word) => {
    const name = known.find((one) => one === word);
    if (name === undefined) throw new TypeError(`${option}: '${word}' is not one of ${known.join(', ')}`);
    return name;
  });
}

function count(text: string, option: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new TypeError(`${option}: '${text}' is not a whole number from 1 to 99999`);
}
