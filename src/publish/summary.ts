import { styleText } from 'node:util';
import { cleanLine } from '../results/clean-text.ts';
import { causesOf, todoOfCause } from './causes.ts';
import { reasonLines, todoLine } from './reason-lines.ts';
import type { Results, TestResult } from '../results/model.ts';
import { outcomeOf, quarantineText, type Outcome } from '../results/quarantine.ts';
import { plainTable } from './plain-table.ts';
import { pluginLines } from './plugin-lines.ts';
import { notCoveredLines } from './not-covered.ts';
import { runTimeLine } from './run-time.ts';
import { OUTCOMES, statusWord } from './status-word.ts';
import { cannotRun } from '../results/dry-run.ts';
import { runNotes } from '../results/run-notes.ts';
import { verdict, type Word } from '../results/verdict.ts';

/** How many causes of one status are shown; the tests of the others are counted. */
const CAUSES = 30;
/** How many tests of one cause are named; the rest is counted. */
const NAMED = 10;

type Colour = Parameters<typeof styleText>[0];
const COLOURS: Record<Outcome, Colour> = {
  failed: 'red',
  error: 'magenta',
  'not-run': 'yellow',
  inconclusive: 'yellow',
  quarantined: 'yellow',
  skipped: 'gray',
  passed: 'green',
};
const WORD_COLOURS: Partial<Record<Word, Colour>> = {
  passed: 'green',
  'dry-run': 'yellow',
  inconclusive: 'yellow',
  incomplete: 'yellow',
};

/**
 * The verdict on a run as text for a terminal: a table of areas and how their tests ended, each test that is not passed with the cause,
 * what to do and the figures, notes, and the verdict as the last line. A cause of several tests is shown once, with their names below it.
 * @param options.colour whether to colour it. @default false
 */
export function summary(results: Results, options: { colour?: boolean } = {}): string {
  const paint = (colour: Colour, text: string) =>
    options.colour ? styleText(colour, text, { validateStream: false }) : text;
  const { word, sentence } = verdict(results);
  const blocks = [
    results.tests.length === 0 ? '' : table(results),
    ...OUTCOMES.filter((status) => status !== 'passed').map((status) =>
      results.run.dryRun && status === 'not-run'
        ? [named({ tests: results.tests.filter(cannotRun) }, status, paint), listed(results)]
            .filter((block) => block !== '')
            .join('\n\n')
        : named(results, status, paint),
    ),
    noted(results),
    runNotes(results.run)
      .map((note) => `note          ${cleanLine(note)}`)
      .join('\n'),
    notCoveredLines(results)
      .map((line) => `not covered   ${line}`)
      .join('\n'),
    evidenceBlock(results),
    timeBlock(results),
    pluginLines(results).join('\n'),
    results.run.trouble?.todo === undefined ? '' : todoLine(results.run.trouble.todo),
    paint(WORD_COLOURS[word] ?? 'red', sentence),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Where the texts about the cluster before the first test are. */
function evidenceBlock({ run }: Results): string {
  const files = (run.evidence ?? []).map(({ file }) => file);
  return files.length === 0 ? '' : `evidence      ${files.map((file) => cleanLine(file, 200)).join(' ')}`;
}

/** What the run has spent its time on. */
function timeBlock({ run }: Results): string {
  const line = runTimeLine(run);
  return line === undefined ? '' : `time          ${line}`;
}

function table({ tests }: Results): string {
  const columns = OUTCOMES.toReversed().filter((status) => tests.some((test) => outcomeOf(test) === status));
  const areas = Map.groupBy(tests, ({ area }) => area);
  const rows = [...areas].map(([area, members]) => row(area, members, columns));
  if (areas.size > 1) rows.push(row('all', tests, columns));
  const head = ['area', ...columns.map(statusWord)];
  return plainTable(
    head,
    rows,
    columns.map((_, index) => index + 1),
  );
}

function row(area: string, tests: readonly TestResult[], columns: readonly Outcome[]): string[] {
  const counts = columns.map((status) => tests.filter((test) => outcomeOf(test) === status).length);
  return [cleanLine(area, 40), ...counts.map(String)];
}

function named(
  { tests }: Pick<Results, 'tests'>,
  status: Outcome,
  paint: (colour: Colour, text: string) => string,
): string {
  const causes = causesOf(tests, status);
  const word = `${paint(COLOURS[status], statusWord(status).padEnd(12))}  `;
  const left = ' '.repeat(14);
  const shown = causes.slice(0, CAUSES);
  const lines = shown.flatMap(({ cause, tests: hit }) => {
    const [first, ...others] = hit;
    if (others.length === 0) {
      const reason = first.reason ?? { message: cause };
      return [
        `${word}${cleanLine(first.id, 200)}`,
        ...[...known(hit), ...reasonLines(reason), ...evidenceLine(first)].map((line) => `${left}${line}`),
      ];
    }
    return [
      `${word}${hit.length} tests: ${cleanLine(cause)}`,
      ...hit.slice(0, NAMED).map(({ id }) => `${left}${cleanLine(id, 200)}`),
      ...(hit.length > NAMED ? [`${left}and ${hit.length - NAMED} more`] : []),
      ...[...known(hit), ...todoOf(hit)].map((line) => `${left}${line}`),
    ];
  });
  const rest = causes.slice(CAUSES).reduce((sum, { tests: hit }) => sum + hit.length, 0);
  if (rest > 0) lines.push(`${left}and ${rest} more, of other causes`);
  return lines.join('\n');
}

/** Who knows of failures that do not decide. */
function known(hit: readonly TestResult[]): string[] {
  const texts = hit.flatMap(({ quarantine }) => (quarantine ? [`known ${quarantineText(quarantine)}`] : []));
  return [...new Set(texts)].slice(0, NAMED);
}

/** Where to read on, in one line: the first of the texts about a test. */
function evidenceLine({ evidence: [first, ...more] }: TestResult): string[] {
  if (!first) return [];
  return [`evidence: ${cleanLine(first.file, 200)}${more.length > 0 ? ` and ${more.length} more` : ''}`];
}

/** The notes of tests: observations that are not failures. */
function noted({ tests }: Results): string {
  const left = ' '.repeat(14);
  const notes = [
    ...Map.groupBy(
      tests.flatMap(({ id, notes: texts = [] }) => texts.map((text) => ({ id, text }))),
      ({ text }) => text,
    ),
  ];
  return notes
    .flatMap(([text, hit]) => [
      `note          ${cleanLine(hit[0]?.id ?? '', 200)}${hit.length > 1 ? ` and ${hit.length - 1} more` : ''}`,
      `${left}${cleanLine(text)}`,
    ])
    .join('\n');
}

/** What to do about a cause of several tests. */
function todoOf(hit: readonly TestResult[]): string[] {
  const found = todoOfCause(hit);
  return found === undefined ? [] : [todoLine(found.todo, found.isExample ? 'for one of them' : undefined)];
}

/** The lines of a dry run: every test that would run. */
function listed({ tests }: Results): string {
  const planned = tests.filter((test) => test.status === 'not-run' && !cannotRun(test));
  const width = Math.min(80, Math.max(0, ...planned.map(({ id }) => id.length)));
  return planned.map(({ id, title }) => `${cleanLine(id, 200).padEnd(width)}  ${cleanLine(title)}`).join('\n');
}
