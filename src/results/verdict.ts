import { formatDuration } from '../time/duration.ts';
import { cleanLine } from './clean-text.ts';
import { cannotRun } from './dry-run.ts';
import type { Results, RunFacts, TestResult } from './model.ts';
import { outcomeOf, type Outcome } from './quarantine.ts';
import { isNamed } from './same-cluster.ts';
import { leftOutText, narrowedBy } from './selection.ts';

/** The verdict on a run, in one word; for programs the exit code says the same. */
export type Word = 'passed' | 'dry-run' | 'failed' | 'usage' | 'inconclusive' | 'incomplete' | 'infrastructure';

/** The exit code of each word, the same for every command. */
export const exitCodes: Readonly<Record<Word, number>> = {
  passed: 0,
  // It has listed what would run. That is no verdict on the cluster, which `shakedown verdict` says by 4.
  'dry-run': 0,
  failed: 1,
  usage: 2,
  inconclusive: 3,
  incomplete: 4,
  infrastructure: 5,
};

/** The number of tests by status; a quarantined failure is not among those that failed. */
export type Counts = Record<Outcome, number>;

export interface Verdict {
  word: Word;
  exitCode: number;
  counts: Counts;
  /** One line for the person on call, the most important first. */
  sentence: string;
}

/**
 * The verdict on a run: the first that applies of usage, infrastructure, failed, incomplete, inconclusive, passed.
 * A run that exercised nothing never passes; neither does a dry run, which judges nothing.
 */
export function verdict(results: Results): Verdict {
  const counts = countsOf(results);
  const word = wordFor(results, counts);
  return {
    word,
    exitCode: exitCodes[word],
    counts,
    sentence: [
      `${word.toUpperCase().replace('-', ' ')}: ${sentence(word, results, counts)}`,
      leftOutText(results.run),
      runName(results.run),
    ]
      .filter((part) => part !== '')
      .join('; '),
  };
}

/** The beginning of a uid that tells clusters apart, in characters. */
const SHORT_UID = 8;

/** Whose results these are. @example 'run 20261121-081450-mnjv of cluster staging' */
function runName({ id, cluster }: RunFacts): string {
  const { name, uid } = cluster;
  const byUid = uid === undefined ? '' : ` of the cluster with uid ${uid.slice(0, SHORT_UID)}`;
  return cleanLine(`run ${id}${isNamed(cluster) ? ` of cluster ${name}` : byUid}`, 200);
}

/** Counts the tests of a run by status. */
export function countsOf({ tests }: { tests: readonly Pick<TestResult, 'status' | 'quarantine'>[] }): Counts {
  const none = { passed: 0, failed: 0, quarantined: 0, inconclusive: 0, error: 0, 'not-run': 0, skipped: 0 };
  const counts: Counts = { ...none };
  for (const test of tests) counts[outcomeOf(test)] += 1;
  return counts;
}

/** Why a run that judged nothing cannot pass; `undefined` when something was judged. */
export function nothingJudged({ run, tests }: Results): string | undefined {
  if (tests.length === 0) return 'no test was planned';
  const outcomes = new Set(tests.map(outcomeOf));
  const isQuarantined = outcomes.delete('quarantined');
  outcomes.delete('skipped');
  if (outcomes.size > 0) return undefined;
  if (isQuarantined) return `all ${tests.length} tests were skipped or are quarantined, so nothing decides`;
  return run.dryRun
    ? `all ${tests.length} tests would be skipped, so a run would judge nothing`
    : `all ${tests.length} tests were skipped, so nothing was judged`;
}

/**
 * Which plugins that decide have judged nothing, as one whose focus names no test: beside the others' passes that would be green; `undefined` when
 * each has. Those without tests by their nature are noted as such.
 */
export function idlePlugins({ plugins = [], dryRun }: RunFacts): string | undefined {
  const isIdle = ({ decides, note, counts }: (typeof plugins)[number]) =>
    decides &&
    note === undefined &&
    Object.entries(counts).every(([status, count]) => status === 'skipped' || count === 0);
  const idle = plugins.filter(isIdle);
  if (dryRun || idle.length === 0) return undefined;
  const names = idle.map(({ name, counts }) => `${name} (${counts['skipped'] ?? 0} skipped)`);
  return cleanLine(`nothing was judged by the plugin${idle.length === 1 ? '' : 's'} ${names.join(', ')}`, 200);
}

/** What ended a run before its end, or that it has none yet; `undefined` when it ended by itself, or could not judge. */
export function whyCutOff({ interruption, trouble, endedAt }: RunFacts): string | undefined {
  if (interruption !== undefined) return interruption;
  return trouble || endedAt !== undefined ? undefined : 'the run has not ended: it goes on, or was killed';
}

function wordFor(results: Results, counts: Counts): Word {
  const { run } = results;
  if (run.trouble) return run.trouble.kind;
  if (counts.failed > 0) return 'failed';
  const unfinished = run.dryRun ? results.tests.some(cannotRun) : counts['not-run'] > 0;
  const isUnjudged = nothingJudged(results) !== undefined || idlePlugins(run) !== undefined;
  if (whyCutOff(run) !== undefined || unfinished || counts.error > 0 || isUnjudged) return 'incomplete';
  if (counts.inconclusive > 0) return 'inconclusive';
  return run.dryRun ? 'dry-run' : 'passed';
}

function sentence(word: Word, results: Results, counts: Counts): string {
  const { run, tests } = results;
  if (run.trouble) return run.trouble.message;
  const time = timeText(run);
  if (word === 'dry-run') return `${listedText(results, counts)}, nothing judged`;
  const cutOff = whyCutOff(run);
  const because = cutOff === undefined ? '' : `; ${cutOff}`;
  if (tests.some((test) => run.dryRun && cannotRun(test)))
    return `dry run, ${listedText(results, counts)}, nothing judged${because}`;
  const isPartial = narrowedBy(run).length > 0;
  if (word === 'passed') return `${tally(counts)}${isPartial ? ` of ${tests.length} selected` : ''}${time}`;
  const nothing = nothingJudged(results);
  if (nothing !== undefined) return `${nothing}${because}`;
  const idle = idlePlugins(run);
  const beside = idle === undefined ? '' : `; ${idle}`;
  return `${tally(counts)}, of ${many(tests.length, isPartial ? 'selected test' : 'test')}${time}${because}${beside}`;
}

/** What a dry run has listed. */
function listedText({ tests }: Results, counts: Counts): string {
  const blocked = tests.filter(cannotRun).length;
  return [
    `${many(tests.length, 'test')} selected`,
    ...(counts.error > 0 ? [many(counts.error, 'error')] : []),
    ...(blocked > 0 ? [`${blocked} cannot run`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} would be skipped`] : []),
  ].join(', ');
}

/** The text for a number of tests with one status. */
const TALLY: [Outcome, (count: number) => string][] = [
  ['failed', (count) => `${count} failed`],
  ['error', (count) => many(count, 'error')],
  ['not-run', (count) => `${count} not run`],
  ['inconclusive', (count) => `${count} inconclusive`],
  ['quarantined', (count) => `${count} quarantined`],
  ['passed', (count) => `${count} passed`],
  ['skipped', (count) => `${count} skipped`],
];

/** How many tests ended in which way. @example '1 failed, 40 passed, 2 skipped'; empty when there are none */
export function tally(counts: Readonly<Record<string, number>>): string {
  const parts = TALLY.map(([status, format]) => [counts[status] ?? 0, format] as const)
    .filter(([count]) => count > 0)
    .map(([count, format]) => format(count));
  return parts.join(', ');
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A run does not take longer, in seconds: then its clock was set in between, as from 1970 to today. */
const LONGEST = 7 * 86_400;

/** How long the run took. A clock that was set during the run says nothing about it. */
function timeText({ startedAt, endedAt }: RunFacts): string {
  if (endedAt === undefined) return '';
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000;
  if (seconds < 0) return ` (its clock was set back by ${formatDuration(-seconds)})`;
  if (seconds > LONGEST) return ` (its clock was set ahead by about ${formatDuration(seconds)})`;
  return ` in ${formatDuration(seconds)}`;
}
