import { cleanLine } from '../../results/clean-text.ts';
import { markdownText } from '../../publish/markdown-text.ts';
import { quarantineText } from '../../results/quarantine.ts';
import type { Changes, FailureGroup, QuarantinedTest, RunEvent } from '../event/run-event.ts';
import { count } from '../words/count.ts';
import { headline } from '../words/headline.ts';
import { sinceText, when } from '../words/when.ts';

/** How many causes, and how many tests of one, are listed: far below the 1 MiB that GitHub takes for a step. */
const LISTED = { causes: 50, tests: 20, changes: 20 };
/** GitHub shows ten annotations of one kind for a step. https://docs.github.com/en/actions/reference/limits */
const ANNOTATIONS = 10;
/** The maximum lengths, in characters. */
const LONGEST = { id: 200, cause: 400 };

/**
 * An event as Markdown for the summary of a job of GitHub Actions; pure. No text of a cluster is markup in it.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function stepSummary(event: RunEvent, reportUrl?: string): string {
  const { failures, verdict, changes } = event;
  const shown = failures.slice(0, LISTED.causes);
  const left = failures.slice(LISTED.causes);
  const blocks = [
    `### ${text(headline(event, 200), 200)}`,
    text(verdict.sentence, 600),
    ...shown.map(groupBlock),
    ...(left.length === 0
      ? []
      : [`… and ${left.reduce((sum, one) => sum + one.tests.length, 0)} more tests, of ${left.length} other causes`]),
    ...(event.quarantined.length === 0 ? [] : [quarantineBlock(event.quarantined)]),
    ...(event.notices.length === 0 ? [] : [noticesBlock(event.notices)]),
    ...(changes ? [changesBlock(changes)] : []),
    ...(reportUrl === undefined ? [] : [`[Report](<${reportUrl.replaceAll('<', '%3C').replaceAll('>', '%3E')}>)`]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function groupBlock({ status, cause, tests, todo }: FailureGroup): string {
  const named = tests.slice(0, LISTED.tests).map(({ id, since }) => {
    const first = since ? `, ${sinceText(since)}` : '';
    return `- ${text(id, LONGEST.id)}${first}`;
  });
  return [
    `**${status}** ${tests.length > 1 ? `${tests.length} tests: ` : ''}${text(cause, LONGEST.cause)}`,
    '',
    ...named,
    ...(tests.length > LISTED.tests ? [`- … and ${tests.length - LISTED.tests} more`] : []),
    ...(todo === undefined ? [] : ['', `do: ${text(todo, LONGEST.cause)}`]),
  ].join('\n');
}

function quarantineBlock(tests: readonly QuarantinedTest[]): string {
  const named = tests
    .slice(0, LISTED.tests)
    .map((test) => `- ${text(test.id, LONGEST.id)}, ${text(quarantineText(test), LONGEST.cause)}`);
  const more = tests.length > LISTED.tests ? [`- … and ${tests.length - LISTED.tests} more`] : [];
  return [`**quarantined** ${count(tests.length, 'test')}`, '', ...named, ...more].join('\n');
}

function noticesBlock(notices: readonly string[]): string {
  const more = notices.length > LISTED.tests ? [`- … and ${notices.length - LISTED.tests} more`] : [];
  return [...notices.slice(0, LISTED.tests).map((one) => `- ${text(one, LONGEST.cause)}`), ...more].join('\n');
}

function changesBlock({ last, facts, newlyFailing, missing, noLongerJudged, slower, fixed }: Changes): string {
  const lists = { 'newly failing': newlyFailing, missing, 'no longer judged': noLongerJudged, slower, fixed };
  const lines = Object.entries(lists).flatMap(([what, ids]) => {
    const more = ids.length > LISTED.changes ? ` … and ${ids.length - LISTED.changes} more` : '';
    const names = ids.slice(0, LISTED.changes).map((id) => text(id, LONGEST.id));
    return ids.length === 0 ? [] : [`- ${ids.length} ${what}: ${names.join(', ')}${more}`];
  });
  const changed = facts
    .slice(0, LISTED.changes)
    .map(
      ({ what, before, after }) =>
        `- ${text(what, 80)}: ${text(before || 'unknown', 200)} → ${text(after || 'unknown', 200)}`,
    );
  const all = [...changed, ...lines];
  return [
    `**Changes since run ${text(last.id, 60)}** (${when(last.startedAt)})`,
    '',
    ...(all.length === 0 ? ['- none'] : all),
  ].join('\n');
}

/** The annotations of an event: an error for each cause of failed tests, at most ten; pure. */
export function annotations({ kind, failures, verdict }: RunEvent): string[] {
  if (kind === 'incomplete') return [command('warning', 'shakedown: no verdict', verdict.sentence)];
  return failures
    .filter(({ status }) => status === 'failed')
    .slice(0, ANNOTATIONS)
    .map(({ cause, tests }) => {
      const more = tests.length > 1 ? ` and ${tests.length - 1} more` : '';
      return command('error', `${cleanLine(tests[0]?.id ?? '', LONGEST.id)}${more}`, cause);
    });
}

/**
 * A command of GitHub's runner, whose texts are escaped as its own library does.
 * https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
 */
function command(name: 'error' | 'warning', title: string, message: string): string {
  const data = (part: string) => part.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (part: string) => data(part).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${name} title=${property(title)}::${data(cleanLine(message, LONGEST.cause))}`;
}

function text(part: string, limit: number): string {
  return markdownText(cleanLine(part, limit));
}
