import type { ChangedTest, TestChange } from '../../results/compare/compare-tests.ts';
import type { Comparison } from '../../results/compare/comparison.ts';
import type { Judged, PairVerdict } from '../../results/compare/judge-measurements.ts';
import { cleanLine } from '../../results/clean-text.ts';
import type { Status } from '../../results/model.ts';
import { formatFigure } from '../figure.ts';

/** How many lines of one kind are shown, unless the caller says how many; the rest is counted. */
const SHOWN = 30;
/** The maximum length of an id or a cause, in characters. */
const LONGEST = 200;

/** A comparison in words, for every format. */
export interface Sections {
  /** The verdict, in one line. */
  verdict: string;
  /** Which runs stand on which side, in one line. */
  runs: string;
  /** What changed in the cluster: what, before, after. */
  facts: string[][];
  /** Tests by how they changed: id, status before, status after, cause. */
  tests: { change: TestChange; rows: string[][]; more: number }[];
  /** Measurements that are slower or faster: id, before, after, difference, verdict. */
  measurements: { rows: string[][]; more: number };
  /** Measurements that cannot be told yet, and those that are the same: the same columns; the verdict says how many more runs would tell. */
  unmoved: { rows: string[][]; more: number };
  /** How many measurements are the same, and how many cannot be told yet; empty without measurements. */
  rest: string;
}

/**
 * What a comparison says, in words; pure. What comes from a cluster is cleaned and shortened.
 * @param shown how many lines of one kind are shown. @default 30
 */
export function sectionsOf(comparison: Comparison, shown = SHOWN): Sections {
  const { facts, tests, measurements } = comparison;
  const rowsOf = (...verdicts: readonly PairVerdict[]) => {
    const all = verdicts.flatMap((verdict) => measurements.filter((one) => one.verdict === verdict));
    return { rows: all.slice(0, shown).map(measurementRow), more: Math.max(0, all.length - shown) };
  };
  return {
    verdict: verdictOf(comparison),
    runs: runsOf(comparison),
    facts: facts.map(({ what, before, after }) => [what, before || 'unknown', after || 'unknown'].map(clean)),
    tests: [...Map.groupBy(tests, ({ change }) => change)].map(([change, members]) => ({
      change,
      rows: members.slice(0, shown).map(testRow),
      more: Math.max(0, members.length - shown),
    })),
    measurements: rowsOf('slower', 'faster'),
    unmoved: rowsOf('cannot tell yet', 'same'),
    rest: restOf(measurements),
  };
}

/** @example 'WORSE: 1 test newly failing, 1 missing; 2 measurements slower' */
function verdictOf({ tests, measurements, regressions, lost = [], lostPools = [] }: Comparison): string {
  const counted = [
    ...(
      ['newly failing', 'missing', 'no longer judged', 'quarantined', 'still failing', 'fixed', 'added'] as const
    ).map((change) => [tests.filter((one) => one.change === change).length, change] as const),
    [lostPools.length, `node pool${lostPools.length === 1 ? '' : 's'} missing (${lostPools.join(', ')})`] as const,
    ...(['slower', 'faster'] as const).map(
      (verdict) => [measurements.filter((one) => one.verdict === verdict).length, verdict] as const,
    ),
  ].filter(([count]) => count > 0);
  const word = regressions.length > 0 ? 'WORSE' : 'NOT WORSE';
  if (lost.length > 0 && regressions.length === 0)
    return clean(
      `CANNOT TELL: run ${lost.join(', ')} was lost before it had a plan, so nothing is known of what it would have tested`,
    );
  return `${word}: ${counted.map(([count, what]) => `${count} ${what}`).join(', ') || 'no test and no measurement differs'}`;
}

function runsOf({ before, after, history }: Comparison): string {
  const earlier = history.length === 0 ? '' : `, with ${history.length} earlier of the same state`;
  return clean(`before: ${before.join(', ')}${earlier}; after: ${after.join(', ')}`);
}

function testRow({ id, before, after, cause = '' }: ChangedTest): string[] {
  return [clean(id), statuses(before), statuses(after), clean(cause)];
}

/** @example 'failed (2), passed' */
function statuses(all: readonly Status[]): string {
  const grouped = [...Map.groupBy(all, (status) => status)];
  return grouped.map(([status, { length }]) => (length > 1 ? `${status} (${length})` : status)).join(', ') || '–';
}

function measurementRow(one: Judged): string[] {
  const { before, after } = one.means;
  const share =
    before === 0 ? '' : `${after >= before ? '+' : '−'}${Math.abs(Math.round((after / before - 1) * 100))} %`;
  const figure = (value: number) => formatFigure({ value, unit: one.unit });
  const more = one.moreRuns === undefined ? '' : ` (about ${one.moreRuns} more run${one.moreRuns === 1 ? '' : 's'})`;
  return [clean(one.id), figure(before), figure(after), share, `${one.verdict}${more}`];
}

function restOf(measurements: readonly Judged[]): string {
  const same = measurements.filter(({ verdict }) => verdict === 'same').length;
  const open = measurements.filter(({ verdict }) => verdict === 'cannot tell yet');
  const runs = Math.max(0, ...open.map(({ moreRuns = 0 }) => moreRuns));
  return [
    ...(same > 0 ? [`${same} measurement${same === 1 ? '' : 's'} the same`] : []),
    ...(open.length > 0 ? [`${open.length} cannot be told yet (about ${runs} more runs for the noisiest)`] : []),
  ].join(', ');
}

function clean(text: string): string {
  return cleanLine(text, LONGEST);
}
