import type { EndedRun } from '../../cluster/specs/shakedown.ts';
import { endOf, type Fault } from './fault.ts';

/** A fault, or a harmless twin, as one run judged it. */
export interface Score {
  /** What is wrong, in a few words. */
  name: string;
  /** The tests that it has to turn red. */
  red: readonly string[];
  /** Those of `red` that failed. */
  failed: readonly string[];
  /** Those of `failed` whose text names the root cause. */
  named: readonly string[];
  /** The tests that must have another status: how many, how many have it, and how many failed. */
  others: { expected: number; seen: number; failed: number };
}

/** Compares the expectations of a fault with the results of a run. */
export function scoreOf({ name, red, others = {} }: Pick<Fault, 'name' | 'red' | 'others'>, run: EndedRun): Score {
  const tests = new Map(run.results.tests.map((test) => [test.id, test]));
  const failed = Object.keys(red).filter((id) => tests.get(id)?.status === 'failed');
  return {
    name,
    red: Object.keys(red),
    failed,
    named: failed.filter((id) => red[id]?.test(tests.get(id)?.reason?.message ?? '')),
    others: {
      expected: Object.keys(others).length,
      seen: Object.entries(others).filter(([id, expected]) => {
        const [status, reason] = endOf(expected);
        const test = tests.get(id);
        return test?.status === status && (reason?.test(test?.reason?.message ?? '') ?? true);
      }).length,
      failed: Object.keys(others).filter((id) => tests.get(id)?.status === 'failed').length,
    },
  };
}

/** The reds of a run that no fault expects. */
export function unexpectedReds(scores: readonly Score[], run: EndedRun): string[] {
  const expected = new Set(scores.flatMap(({ red }) => red));
  return run.ids('failed').filter((id) => !expected.has(id));
}

/** The section of docs/fault-matrix.md for these faults: a sentence with the sums, and a table. Markdown. */
export function scoreSection(scores: readonly Score[], unexpected: readonly string[]): string {
  const faults = scores.filter(({ red }) => red.length > 0);
  const twins = scores.filter(({ red }) => red.length === 0);
  const exact = faults.filter(({ red, failed }) => failed.length === red.length);
  const red = sum(faults, (score) => score.failed.length);
  const named = sum(faults, (score) => score.named.length);
  const faultsSentence = `${exact.length} of ${faults.length} faults turn exactly the expected tests red; ${named} of these ${red} tests name the root cause.`;
  const sentences = [
    faults.length > 0 ? faultsSentence : healthySentence(twins),
    `${unexpected.length} other tests are red${unexpected.length > 0 ? `: ${unexpected.join(', ')}` : ''}.`,
    ...(faults.length > 0 && twins.length > 0 ? [twinsSentence(twins)] : []),
  ];
  const row = (score: Score) =>
    `| ${cell(score.name)} | ${score.red.map((id) => `\`${id}\``).join('<br>') || 'nothing'} | ${redCell(score)} | ${ratio(score.named.length, score.failed.length)} | ${ratio(score.others.seen, score.others.expected)} |`;
  return [
    sentences.join('\n'),
    [
      '| a cluster where | turns red | red | cause named | other statuses as expected |',
      '| --- | --- | --- | --- | --- |',
      ...[...faults, ...twins].map(row),
    ].join('\n'),
  ].join('\n\n');
}

/** Of a section without a fault: its twins are all that it is about. */
function healthySentence(twins: readonly Score[]): string {
  const loud = twins.filter(({ others }) => others.failed > 0);
  const count = `${twins.length} healthy twin${twins.length === 1 ? '' : 's'}`;
  return `${count}, ${loud.length === 0 ? 'none red' : `${loud.length} red: ${loud.map(({ name }) => name).join(', ')}`}.`;
}

function twinsSentence(twins: readonly Score[]): string {
  const loud = twins.filter(({ others }) => others.failed > 0);
  const count = ratio(twins.length - loud.length, twins.length);
  const names = loud.length === 0 ? '' : `; these do: ${loud.map(({ name }) => name).join(', ')}`;
  return `${count} things that only look like a fault, or cannot be judged, turn no test red${names}.`;
}

/** Of the tests that have to be red those that are; of a twin's those that must not be, if there is one. */
function redCell({ red, failed, others }: Score): string {
  const isLoudTwin = red.length === 0 && others.failed > 0;
  return isLoudTwin ? ratio(others.failed, others.expected) : ratio(failed.length, red.length);
}

const cell = (text: string) => text.replaceAll('|', String.raw`\|`);
const ratio = (seen: number, of: number) => (of === 0 ? '–' : `${seen} of ${of}`);

function sum(scores: readonly Score[], of: (score: Score) => number): number {
  return scores.reduce((total, score) => total + of(score), 0);
}
