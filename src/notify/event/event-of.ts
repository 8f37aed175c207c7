import { compare } from '../../results/compare/comparison.ts';
import type { TestChange } from '../../results/compare/compare-tests.ts';
import type { Results, RunFacts } from '../../results/model.ts';
import { outcomeOf } from '../../results/quarantine.ts';
import { verdict, type Word } from '../../results/verdict.ts';
import { failureGroups } from './failure-groups.ts';
import type { Changes, EventKind, NamedRun, RunEvent } from './run-event.ts';

/**
 * A run as an event; pure.
 * @param earlier the runs that it is compared with, as of `earlierRuns`: the oldest first.
 */
export function eventOf(results: Results, earlier: readonly Results[]): RunEvent {
  const { run } = results;
  const { word, sentence, counts } = verdict(results);
  const past = earlier.map((one) => ({ results: one, word: verdict(one).word }));
  const judged = past.filter(({ word: was }) => was === 'passed' || was === 'failed');
  const last = judged.at(-1);
  const kind = kindOf(results, word, last?.results, last?.word);
  const row = failuresInARow(judged.map((one) => ({ word: one.word, run: one.results.run })));
  const { name, uid, version } = run.cluster;
  return {
    kind,
    repeats: isRepetition(kind, word, past.at(-1)?.word),
    run: { ...named(run), ...(run.endedAt !== undefined && { endedAt: run.endedAt }), suiteVersion: run.suiteVersion },
    cluster: { name, ...(uid !== undefined && { uid }), ...(version !== undefined && { version }) },
    verdict: { word, sentence, counts },
    ...(word === 'failed' && { failingSince: { ...named(row[0] ?? run), runs: row.length + 1 } }),
    ...(kind === 'fixed' && { fixedAfter: row.length }),
    failures: failureGroups(results, earlier),
    ...(last && { changes: changesSince(last.results, results, earlier) }),
  };
}

function kindOf(results: Results, word: Word, last: Results | undefined, lastWord: Word | undefined): EventKind {
  if (word === 'passed') return lastWord === 'failed' ? 'fixed' : 'passed';
  if (word !== 'failed') return 'incomplete';
  if (!last || lastWord === 'passed') return 'first failure';
  return failureKey(last) === failureKey(results) ? 'still failing' : 'changed';
}

/** What fails, and with which codes. Figures and names of pods in causes differ from night to night, and are no change. */
function failureKey({ tests }: Results): string {
  const failed = tests.filter((test) => outcomeOf(test) === 'failed');
  return JSON.stringify(failed.map(({ id, reason }) => `${id} ${reason?.code}`).toSorted());
}

/** A pass after a pass, the same failures, and the same lack of a verdict as just before repeat what is known. */
function isRepetition(kind: EventKind, word: Word, before: Word | undefined): boolean {
  if (kind === 'still failing') return true;
  // The first pass of all is expected, and no news.
  if (kind === 'passed') return before === undefined || before === 'passed';
  return kind === 'incomplete' && before === word;
}

/** The newest of the runs that judged the cluster, as far as all of them failed. */
function failuresInARow(judged: readonly { word: Word; run: RunFacts }[]): RunFacts[] {
  const lastPass = judged.findLastIndex(({ word }) => word === 'passed');
  return judged.slice(lastPass + 1).map(({ run }) => run);
}

function changesSince(last: Results, results: Results, earlier: readonly Results[]): Changes {
  const { tests, measurements, facts } = compare({ before: [last], after: [results], history: earlier });
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

function named({ id, startedAt }: Pick<RunFacts, 'id' | 'startedAt'>): NamedRun {
  return { id, startedAt };
}
