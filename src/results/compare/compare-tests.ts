import { hasJudged } from '../judged.ts';
import type { Results, Status, TestResult } from '../model.ts';
import { isQuarantined } from '../quarantine.ts';
import { comesAndGoes } from './come-and-go.ts';
import { isLost } from './lost-run.ts';

/** How a test differs between the runs before and after a change. */
export type TestChange =
  'newly failing' | 'quarantined' | 'still failing' | 'fixed' | 'missing' | 'added' | 'no longer judged';

/** A test that differs, or fails on both sides. */
export interface ChangedTest {
  id: string;
  title: string;
  change: TestChange;
  /** Its status in each run, in their order; absent from runs that did not plan it. */
  before: Status[];
  after: Status[];
  /** Why it failed in the last run of the later side in which it did, or was not judged: one line. */
  cause?: string;
}

/**
 * The tests that differ between two sides of a change, the most important first; pure. A test is not missing that no run before judged, that the selection
 * after the change left out, whose object {@link comesAndGoes}, or of which runs after that were lost cannot know.
 *
 * @param isLeftOut whether the selection of the runs after leaves a test out.
 */
export function compareTests(
  before: readonly Results[],
  after: readonly Results[],
  isLeftOut: (area: string) => boolean,
): ChangedTest[] {
  const [was, is] = [resultsById(before), resultsById(after)];
  const ids = [...new Set([...was.keys(), ...is.keys()])].toSorted();
  const passes = comesAndGoes(before, after);
  const areLost = after.every(isLost);
  const mayBeAbsent = (id: string, area: string) => areLost || passes(id) || isLeftOut(area);
  const changes = ids.flatMap((id) => changeOf(id, was.get(id) ?? [], is.get(id) ?? [], mayBeAbsent));
  return ORDER.flatMap((change) => changes.filter((one) => one.change === change));
}

const ORDER: readonly TestChange[] = [
  'newly failing',
  'missing',
  'no longer judged',
  'quarantined',
  'still failing',
  'fixed',
  'added',
];

function resultsById(runs: readonly Results[]): Map<string, TestResult[]> {
  return Map.groupBy(
    runs.flatMap(({ tests }) => tests),
    ({ id }) => id,
  );
}

function changeOf(
  id: string,
  was: readonly TestResult[],
  is: readonly TestResult[],
  mayBeAbsent: (id: string, area: string) => boolean,
): ChangedTest[] {
  const { title = id, area = '' } = is.at(-1) ?? was.at(-1) ?? {};
  const fact = { id, title, before: was.map(({ status }) => status), after: is.map(({ status }) => status) };
  const failed = is.findLast(({ status }) => status === 'failed');
  const wasJudged = fact.before.some(hasJudged);
  if (is.length === 0) return mayBeAbsent(id, area) || !wasJudged ? [] : [{ ...fact, change: 'missing' }];
  if (failed) {
    if (is.every((test) => test.status !== 'failed' || isQuarantined(test)))
      return [{ ...fact, change: 'quarantined', ...causeOf(failed) }];
    const change = wasFailing(fact) ? 'still failing' : 'newly failing';
    return [{ ...fact, change, ...causeOf(failed) }];
  }
  if (was.length === 0) return mayBeAbsent(id, area) ? [] : [{ ...fact, change: 'added' }];
  const unjudged = is.findLast(({ status }) => !hasJudged(status));
  if (unjudged && fact.before.every(hasJudged) && !fact.after.some(hasJudged))
    return [{ ...fact, change: 'no longer judged', ...causeOf(unjudged) }];
  return fact.before.includes('failed') ? [{ ...fact, change: 'fixed' }] : [];
}

/** Whether it failed before as it does now: one that failed at times, and now always does, is worse. */
function wasFailing({ before, after }: Pick<ChangedTest, 'before' | 'after'>): boolean {
  const failures = before.filter((status) => status === 'failed').length;
  const always = after.length > 1 && after.every((status) => status === 'failed');
  return failures > 0 && !(always && failures * 2 < before.length);
}

function causeOf({ reason }: TestResult): { cause?: string } {
  return reason === undefined ? {} : { cause: reason.message };
}
