import { quarantineText } from '../../results/quarantine.ts';
import type { FailedTest, FailureGroup, QuarantinedTest } from '../event/run-event.ts';
import { count } from '../words/count.ts';
import { sinceText } from '../words/when.ts';
import { section, type SlackBlock } from './block.ts';
import { limits } from './limits.ts';
import { code, plain } from './mrkdwn.ts';

/** How many tests of a cause are named; the rest is counted. */
const NAMED = 5;
/** The maximum lengths, in characters, before anything is escaped: a cause of five times the length still fits into a block. */
const LONGEST = { id: 120, cause: 400, todo: 200, quarantine: 200 };
const WORDS: Record<FailureGroup['status'], string> = {
  failed: 'failed',
  error: 'error',
  'not-run': 'not run',
  inconclusive: 'inconclusive',
};

/** What is left out of a message. */
export interface LeftOut {
  tests: number;
  causes: number;
}

/** A block for each cause, as far as there is room for them. @param most how many causes. @returns what is left out, if anything is. */
export function failureBlocks(
  failures: readonly FailureGroup[],
  most: number,
): { blocks: SlackBlock[]; left: LeftOut | undefined } {
  const [shown, others] = [failures.slice(0, most), failures.slice(most)];
  const left = { causes: others.length, tests: others.reduce((sum, { tests }) => sum + tests.length, 0) };
  return { blocks: shown.map((one) => section(groupText(one))), left: others.length === 0 ? undefined : left };
}

/** @example '… and 312 more tests, of 40 other causes' */
export function leftOutLine({ tests, causes }: LeftOut): string {
  return `… and ${tests} more ${tests === 1 ? 'test' : 'tests'}, of ${count(causes, 'other cause')}`;
}

/** A block with the failures that do not decide: the first of them, each with who knows of it; none without any. */
export function quarantineBlocks(tests: readonly QuarantinedTest[]): SlackBlock[] {
  return tests.length === 0 ? [] : [section(quarantineLines(tests))];
}

/** Where escaping has made the text too long, fewer tests are named. */
function quarantineLines(tests: readonly QuarantinedTest[], named = NAMED): string {
  const text = [
    `*quarantined*  ${count(tests.length, 'test')}`,
    ...tests
      .slice(0, named)
      .map((test) => `• ${code(test.id, LONGEST.id)}, ${plain(quarantineText(test), LONGEST.quarantine)}`),
    ...(tests.length > named ? [`… and ${tests.length - named} more`] : []),
  ].join('\n');
  return text.length <= limits.text || named === 0 ? text : quarantineLines(tests, named - 1);
}

/** A cause and its tests. Where escaping has made the text too long, fewer tests are named. */
function groupText(group: FailureGroup, named = NAMED): string {
  const { status, cause, todo, tests } = group;
  const number = tests.length > 1 ? `${tests.length} tests: ` : '';
  const text = [
    `*${WORDS[status]}*  ${number}${plain(cause, LONGEST.cause)}`,
    ...tests.slice(0, named).map(testLine),
    ...(tests.length > named ? [`… and ${tests.length - named} more`] : []),
    ...(todo === undefined || named === 0
      ? []
      : [`do${tests.length > 1 ? ', for one of them' : ''}: ${code(todo, LONGEST.todo)}`]),
  ].join('\n');
  return text.length <= limits.text || named === 0 ? text : groupText(group, named - 1);
}

function testLine({ id, since }: FailedTest): string {
  return `• ${code(id, LONGEST.id)}${since ? `, ${sinceText(since)}` : ''}`;
}
