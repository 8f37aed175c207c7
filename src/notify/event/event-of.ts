import { compare, type Comparison } from '../../results/compare/comparison.ts';
import type { TestChange } from '../../results/compare/compare-tests.ts';
import type { Results, RunFacts } from '../../results/model.ts';
import { isQuarantined, quarantineNotesOf } from '../../results/quarantine.ts';
import { verdict, type Word } from '../../results/verdict.ts';
import { failureGroups } from './failure-groups.ts';
import { notRepaired } from './not-repaired.ts';
import type { Changes, EventKind, NamedRun, QuarantinedTest, RunEvent } from './run-event.ts';
import { runState } from './run-state.ts';

/** A run with its verdict. */
interface PastRun {
  results: Results;
  word: Word;
}

/** What is known of the runs before one. */
export interface Knowledge {
  /** Those of the earlier runs that the reader knows of: what is new to it, and what changed, is told against these. @default all */
  known?: readonly Results[];
  /** Whether older ones may have failed, too, where all the earlier ones did. @default false */
  mayFailLonger?: boolean;
}

/**
 * A run as an event; pure.
 * @param earlier the runs that it is compared with, as of `earlierRuns`: the oldest first.
 */
export function eventOf(
  results: Results,
  earlier: readonly Results[],
  { known = earlier, mayFailLonger = false }: Knowledge = {},
): RunEvent {
  const { run } = results;
  const { word, sentence, counts } = verdict(results);
  const past = earlier.map((one): PastRun => ({ results: one, word: verdict(one).word }));
  const knownPast = past.filter((one) => known.includes(one.results));
  const knownJudged = knownPast.filter(isJudged);
  const last = knownJudged.at(-1);
  const ended = kindOf(results, word, last);
  const kind = run.leftCluster ? 'cluster left' : ended;
  const row = failuresInARow(past.filter(isJudged));
  const unrepaired = ended === 'no longer failing' && last ? notRepaired(last.results, results) : undefined;
  const comparison = last && compare({ before: [last.results], after: [results], history: earlier });
  const { name, uid, version } = run.cluster;
  return {
    kind,
    // A run without a verdict leaves tests out, which says nothing about the cluster.
    repeats:
      endedAsBefore(results, kind, word, knownPast.at(-1)) &&
      (kind === 'incomplete' || !hasNews(comparison, knownJudged)) &&
      !hasNotice(run, knownPast.at(-1)?.results.run),
    run: { ...named(run), ...(run.endedAt !== undefined && { endedAt: run.endedAt }), suiteVersion: run.suiteVersion },
    cluster: { name, ...(uid !== undefined && { uid }), ...(version !== undefined && { version }) },
    verdict: { word, sentence, counts },
    ...(run.leftCluster && { leftCluster: run.leftCluster }),
    ...(word === 'failed' && {
      failingSince: { ...named(row[0] ?? run), runs: row.length + 1, ...(mayFailLonger && { atLeast: true }) },
    }),
    ...((ended === 'fixed' || ended === 'no longer failing') && { fixedAfter: failuresInARow(knownJudged).length }),
    ...(unrepaired && { notRepaired: unrepaired }),
    failures: failureGroups(results, earlier, mayFailLonger),
    quarantined: results.tests.flatMap(quarantinedTest),
    notices: quarantineNotesOf(run),
    ...(last && comparison && { changes: changesSince(last.results, comparison) }),
  };
}

function isJudged({ word }: PastRun): boolean {
  return word === 'passed' || word === 'failed';
}

function kindOf(results: Results, word: Word, last: PastRun | undefined): EventKind {
  if (word === 'passed') {
    if (last?.word !== 'failed') return 'passed';
    return notRepaired(last.results, results) ? 'no longer failing' : 'fixed';
  }
  if (word !== 'failed') return 'incomplete';
  if (last?.word !== 'failed') return 'first failure';
  return runState(last.results) === runState(results) ? 'still failing' : 'changed';
}

/** A pass after a pass, the same failures, and the same lack of a verdict as just before repeat what is known. */
function endedAsBefore(results: Results, kind: EventKind, word: Word, before: PastRun | undefined): boolean {
  if (kind === 'still failing') return true;
  // The first pass of all is expected, and no news.
  if (kind === 'passed') return before === undefined || before.word === 'passed';
  return kind === 'incomplete' && before?.word === word && runState(before.results) === runState(results);
}

/**
 * Whether something is missing, a pool of nodes too, not judged any more, or slower than in the last run that judged the cluster, whatever the verdict. What was so there already,
 * as a slowdown that stays, is none. What fails is compared by `runState`.
 */
function hasNews(comparison: Comparison | undefined, judged: readonly PastRun[]): boolean {
  const worse = comparison ? worseIn(comparison) : [];
  if (worse.length === 0) return false;
  const [before, last] = judged.slice(-2).map((one) => one.results);
  if (!before || !last) return true;
  const history = judged.slice(0, -2).map((one) => one.results);
  const known = new Set(worseIn(compare({ before: [before], after: [last], history })));
  return worse.some((one) => !known.has(one));
}

function worseIn({ tests, measurements, lostPools = [] }: Comparison): string[] {
  const worse = [
    ...tests.filter(({ change }) => change === 'missing' || change === 'no longer judged'),
    ...measurements.filter((one) => one.verdict === 'slower'),
  ];
  return [...worse.map(({ id }) => id), ...lostPools.map((pool) => `node pool ${pool}`)];
}

/** Whether there is something to say about the quarantine that was not said about the run before. */
function hasNotice(run: RunFacts, before: RunFacts | undefined): boolean {
  const known = new Set(before && quarantineNotesOf(before));
  return quarantineNotesOf(run).some((note) => !known.has(note));
}

/** The newest of the runs that judged the cluster, as far as all of them failed. */
function failuresInARow(judged: readonly PastRun[]): RunFacts[] {
  const lastPass = judged.findLastIndex(({ word }) => word === 'passed');
  return judged.slice(lastPass + 1).map(({ results }) => results.run);
}

function changesSince(last: Results, { tests, measurements, facts }: Comparison): Changes {
  const ids = (change: TestChange) => tests.filter((one) => one.change === change).map(({ id }) => id);
  return {
    last: named(last.run),
    newlyFailing: ids('newly failing'),
    fixed: ids('fixed'),
    missing: ids('missing'),
    noLongerJudged: ids('no longer judged'),
    slower: measurements.filter((one) => one.verdict === 'slower').map(({ id }) => id),
    facts,
  };
}

function quarantinedTest(test: Results['tests'][number]): QuarantinedTest[] {
  const { id, title, quarantine } = test;
  return quarantine && isQuarantined(test) ? [{ id, title, ...quarantine }] : [];
}

function named({ id, startedAt }: Pick<RunFacts, 'id' | 'startedAt'>): NamedRun {
  return { id, startedAt };
}
