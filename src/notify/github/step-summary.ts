import { cleanLine } from '../../results/clean-text.ts';
import { markdownText } from '../../publish/markdown-text.ts';
import { quarantineText } from '../../results/quarantine.ts';
import type { Changes, FailureGroup, QuarantinedTest, RunEvent } from '../event/run-event.ts';
import { count } from '../words/count.ts';
import { headline } from '../words/headline.ts';
import { leftClusterText } from '../words/left-cluster-text.ts';
import { sinceText, when } from '../words/when.ts';
import { fitBlocks, type Block } from './fit-blocks.ts';

/** How many causes, and how many tests of one, are listed. */
const LISTED = { causes: 50, tests: 20, changes: 20 };
/** GitHub shows ten annotations of one kind for a step. https://docs.github.com/en/actions/reference/limits */
const ANNOTATIONS = 10;
/** The maximum lengths, in characters. */
const LONGEST = { id: 200, cause: 400 };

/** What GitHub takes as the summary of a step, in bytes; a longer one is refused as a whole. https://docs.github.com/en/actions/reference/limits */
export const SUMMARY_LIMIT = 1024 ** 2;

/** Settings of a summary. */
export interface SummaryOptions {
  reportUrl?: string | undefined;
  /** How long it may be, in bytes: what others have written of the step counts, too. @default 1 MiB */
  limit?: number;
}

/**
 * An event as Markdown for the summary of a job of GitHub Actions; pure. No text of a cluster is markup in it. What has no room is left out, whole items at a time, and that is said.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export function stepSummary(event: RunEvent, { reportUrl, limit = SUMMARY_LIMIT }: SummaryOptions = {}): string {
  const { failures, verdict, changes, quarantined, notices } = event;
  const start = [
    `### ${text(headline(event, 200), 200)}`,
    ...(event.leftCluster ? [text(leftClusterText(event.leftCluster), 600)] : []),
    text(verdict.sentence, 600),
    ...(reportUrl === undefined ? [] : [`[Report](<${reportUrl.replaceAll('<', '%3C').replaceAll('>', '%3E')}>)`]),
  ];
  const left = failures.slice(LISTED.causes);
  const inAll = left.reduce((sum, { tests }) => sum + tests.length, 0);
  const blocks = [
    ...failures.slice(0, LISTED.causes).map(groupBlock),
    ...(left.length === 0
      ? []
      : [{ name: 'further causes', head: `… and ${inAll} more tests, of ${left.length} other causes`, items: [] }]),
    ...(quarantined.length === 0 ? [] : [quarantineBlock(quarantined)]),
    ...(notices.length === 0 ? [] : [noticesBlock(notices)]),
    ...(changes ? [changesBlock(changes)] : []),
  ];
  return fitBlocks(start.join('\n\n'), blocks, limit);
}

function groupBlock({ status, cause, tests, todo }: FailureGroup): Block {
  return {
    name: 'a cause',
    head: `**${status}** ${tests.length > 1 ? `${tests.length} tests: ` : ''}${text(cause, LONGEST.cause)}`,
    items: tests.slice(0, LISTED.tests).map(({ id, since }) => {
      const first = since ? `, ${sinceText(since)}` : '';
      return `- ${text(id, LONGEST.id)}${first}`;
    }),
    more: Math.max(0, tests.length - LISTED.tests),
    ...(todo !== undefined && { tail: `do: ${text(todo, LONGEST.cause)}` }),
  };
}

function quarantineBlock(tests: readonly QuarantinedTest[]): Block {
  return {
    name: 'the quarantined tests',
    head: `**quarantined** ${count(tests.length, 'test')}`,
    items: tests
      .slice(0, LISTED.tests)
      .map((test) => `- ${text(test.id, LONGEST.id)}, ${text(quarantineText(test), LONGEST.cause)}`),
    more: Math.max(0, tests.length - LISTED.tests),
  };
}

function noticesBlock(notices: readonly string[]): Block {
  return {
    name: 'notes about the quarantine',
    head: '',
    items: notices.slice(0, LISTED.tests).map((one) => `- ${text(one, LONGEST.cause)}`),
    more: Math.max(0, notices.length - LISTED.tests),
  };
}

function changesBlock({ last, facts, newlyFailing, missing, noLongerJudged, slower, fixed }: Changes): Block {
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
  return {
    name: 'the changes',
    head: `**Changes since run ${text(last.id, 60)}** (${when(last.startedAt)})`,
    items: all.length === 0 ? ['- none'] : all,
  };
}

/**
 * The annotations of an event: an error for each cause of failed tests, at most ten; pure. When the cluster is left they were made before it was to be deleted, and there
 * is one about that.
 */
export function annotations({ kind, failures, verdict, leftCluster }: RunEvent): string[] {
  if (leftCluster) return [command('error', 'shakedown: cluster left', leftCluster.message)];
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
