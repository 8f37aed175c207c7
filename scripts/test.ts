// Runs all checks and tests and prints a line per step; the last line is the sum. The README and CI call this script.
import { globSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { messageOf } from '../src/errors/shakedown-error.ts';
import { atMost } from '../src/parallel/at-most.ts';
import { buildProgressOn, type Progress } from '../src/terminal/progress.ts';
import { buildBinaries } from '../testbed/binaries/binaries.ts';
import { ALL_ADDONS } from '../testbed/components/addons.ts';
import { ONLY_IN_LONG_TESTS } from '../testbed/preparation/addon-families.mjs';
import { down } from '../testbed/testbed.ts';
import { formatDuration } from '../src/time/duration.ts';
import { prepareWithProgress } from './local-run.ts';
import { ownCluster } from './test/own-cluster.ts';
import { inShort, listed, runTests, type Outcome, type TestSet } from './test/run-tests.ts';
import { runStaticCheck, staticChecks, workflowCheck } from './test/static-checks.ts';
import { slowestOf } from './test/slowest.ts';
import { exitCodeOf, lineOf, sum } from './test/tally.ts';

const HELP = `Usage: npm test -- [--quick] [--long] [--yes]

  --quick        only static checks and unit tests: format, lint, types, dead code
  --long         also the tests that take long (test/long, *.long.test.ts): repeated runs, kills, load, further faults
  --slowest N    at the end, list the N groups of tests that took the longest, with their hooks
  --yes          install missing Debian packages without asking
`;

const root = resolve(import.meta.dirname, '..');

// The tests start hundreds of programs from the same sources, which are compiled once.
process.env['NODE_COMPILE_CACHE'] ??= resolve(root, 'node_modules/.cache/compiled');

/** Unit tests do not wait, so this only ends a test that hangs. */
const UNIT_TIMEOUT = 10_000;

/** What the tests below `test/` need, by folder. */
const NEEDS = {
  /** Tests of the bundle, of command lines, of whole runs and of load generators: they wait most of the time, like the tests with a cluster. */
  noCluster: 'test/no-cluster',
  cluster: 'test/cluster',
  /**
   * Tests that break a cluster. Those of each folder have one that is theirs alone, and is removed when they end. Of many faults of a kind, all but
   * one or two are in files `*.long.test.ts`.
   */
  ownCluster: 'test/own-cluster',
  /** Tests that take minutes each: kills, repeated runs, and all tests that generate load. */
  long: 'test/long',
} as const;

/** The waits in these tests have their own timeouts, all below this one. */
const CLUSTER_TIMEOUT = 10 * 60_000;

/** How many sets of tests run at a time: they wait most of the time, and most have a cluster of their own. */
const AT_ONCE = 5;

/** The folders of `test/own-cluster` that take the longest. */
const LONGEST = ['faults', 'addons', 'one-by-one'];

const addonsOfShortTests = ALL_ADDONS.filter((name) => !ONLY_IN_LONG_TESTS.includes(name));

interface Step {
  name: string;
  run(progress: Progress): Promise<Outcome>;
}

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    slowest: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (options.help) process.stdout.write(HELP);
else if (/^\d+$/.test(options.slowest)) process.exitCode = await main(Number(options.slowest));
else {
  process.stderr.write(`--slowest takes a number, such as 20, not '${options.slowest}'\n`);
  process.exitCode = 2;
}

/** @param slowest how many groups of tests are listed at the end. */
async function main(slowest: number): Promise<number> {
  const outcomes: Outcome[] = [];
  for (const together of steps()) {
    const limited = atMost(AT_ONCE);
    outcomes.push(...(await Promise.all(together.map((step) => limited(() => printSummary(step))))));
  }
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  process.stdout.write(listed(failures) + inShort(failures));
  if (slowest > 0) process.stdout.write(slowestOf(outcomes, slowest));
  const total = sum(outcomes);
  process.stdout.write(`\n${lineOf(total)}\n`);
  return exitCodeOf(total);
}

/** The steps run one after the other; those of one row run in parallel, the longest first. */
function steps(): Step[][] {
  const checks = staticChecks.map((check) => ({ name: check.name, run: () => runStaticCheck(check, root) }));
  const units = halves(filesBelow('{src,plugin,workloads,testbed,scripts,specs}')).map((files, index) =>
    testStep(`unit tests, ${index + 1} of 2`, files, UNIT_TIMEOUT),
  );
  if (options.quick) return [checks, units];
  return [
    [{ name: 'local cluster', run: bringUp }],
    [...checks, { name: 'workflows', run: checkWorkflows }],
    units,
    [
      testStep('tests with the cluster', filesBelow(NEEDS.cluster), CLUSTER_TIMEOUT),
      testStep('tests without the cluster', filesBelow(NEEDS.noCluster), CLUSTER_TIMEOUT),
      ...longestFirst(foldersOf(NEEDS.ownCluster)).flatMap(stepWithOwnCluster),
    ],
    ...(options.long ? [[testStep('long tests', filesBelow(NEEDS.long), 0)]] : []),
  ];
}

function filesBelow(directory: string): string[] {
  return globSync(`${directory}/**/*.test.ts`, { cwd: root })
    .filter((file) => options.long || !file.endsWith('.long.test.ts'))
    .map((file) => resolve(root, file))
    .sort();
}

/** Every other one in the first half: tests that take long are often neighbours. */
function halves(files: readonly string[]): string[][] {
  return [0, 1].map((half) => files.filter((_, index) => index % 2 === half));
}

function testStep(name: string, files: string[], timeout: number): Step {
  return { name, run: (progress) => runTests({ name, files, timeout }, progress) };
}

async function bringUp(progress: Progress): Promise<Outcome> {
  // The preparation has its own progress.
  progress.end();
  try {
    // A cluster that has to build its programs first does not come up within the timeout of a test.
    await prepareWithProgress({ builds: options.long ? ALL_ADDONS : addonsOfShortTests, programs: ['actionlint'] });
    return { passed: 1, failed: 0, skipped: 0, failures: [] };
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, failures: [`local cluster\n${messageOf(error)}`] };
  }
}

async function checkWorkflows(progress: Progress): Promise<Outcome> {
  const { actionlint } = await buildBinaries(['actionlint'], progress);
  return await runStaticCheck(workflowCheck(actionlint), root);
}

/** The folders in a folder, by name. */
function foldersOf(directory: string): string[] {
  return readdirSync(resolve(root, directory), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function longestFirst(folders: readonly string[]): string[] {
  return [...LONGEST.filter((name) => folders.includes(name)), ...folders.filter((name) => !LONGEST.includes(name))];
}

/** The tests of a folder of `test/own-cluster`, with the cluster `shakedown-FOLDER`; none where all of them are long. */
function stepWithOwnCluster(folder: string): Step[] {
  const files = filesBelow(`${NEEDS.ownCluster}/${folder}`);
  const set = { name: `tests with their own cluster: ${folder}`, files, timeout: CLUSTER_TIMEOUT };
  if (files.length === 0) return [];
  return [{ name: set.name, run: (progress) => runWithOwnCluster(set, ownCluster(folder), progress) }];
}

async function runWithOwnCluster(set: TestSet, cluster: string, progress: Progress): Promise<Outcome> {
  const { name } = set;
  const outcome = await runTests({ ...set, environment: { SHAKEDOWN_TEST_CLUSTER: cluster } }, progress);
  try {
    await down(cluster, progress);
  } catch (error) {
    outcome.failed += 1;
    outcome.failures.push(`${name}\n${messageOf(error)}`);
  }
  return outcome;
}

async function printSummary({ name, run }: Step): Promise<Outcome> {
  const progress = buildProgressOn();
  const start = performance.now();
  progress.now(name);
  const outcome = await run(progress);
  progress.end();
  const mark = outcome.failed > 0 ? styleText('red', '✗') : styleText('green', '✓');
  process.stdout.write(
    `${mark} ${name}: ${lineOf(outcome)} (${formatDuration((performance.now() - start) / 1_000)})\n`,
  );
  return outcome;
}
