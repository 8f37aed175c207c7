import { cleanLine } from '../../results/clean-text.ts';
import type { Changes, EventKind, RunEvent } from '../event/run-event.ts';
import { count } from '../words/count.ts';
import { headline } from '../words/headline.ts';
import { leftClusterText } from '../words/left-cluster-text.ts';
import { when } from '../words/when.ts';
import { context, section, type SlackBlock, type SlackMessage } from './block.ts';
import { failureBlocks, leftOutLine, quarantineBlocks } from './failure-blocks.ts';
import { limits } from './limits.ts';
import { code, link, plain } from './mrkdwn.ts';

/** What a message has beside the event. */
export interface MessageExtras {
  /** The address of the report. */
  reportUrl?: string;
  /** An image that Slack can load, and what it shows. */
  chart?: { url: string; title: string; description: string };
}

/** Marks of the first line, so that it is read from afar; the word says the same. */
const MARKS: Record<EventKind, string> = {
  'first failure': '🔴',
  changed: '🔴',
  'still failing': '🔴',
  fixed: '🟢',
  'no longer failing': '🟡',
  passed: '🟢',
  incomplete: '🟡',
  'cluster left': '🔴',
};
/** How many causes the message has; the details have more. */
const CAUSES = { message: 6, details: 40 };
/** How many tests are named of one kind of change. */
const NAMED = 5;
/** The maximum length of an id, of a value of a fact, and of a sentence about the quarantine, in characters. */
const LONGEST = { id: 100, fact: 80, notice: 500 };

/**
 * An event as a message for Slack, within its limits whatever the run: what is left out is counted. Pure.
 * @param details whether the causes that the message leaves out follow in a thread. @default false
 */
export function slackMessage(event: RunEvent, extras: MessageExtras = {}, details = false): SlackMessage {
  const first = `${MARKS[event.kind]} ${headline(event, limits.header - 4)}`;
  const { blocks, left } = failureBlocks(event.failures, CAUSES.message);
  const all: SlackBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: withoutAngles(first), emoji: false } },
    ...(event.leftCluster ? [section(plain(leftClusterText(event.leftCluster), LONGEST.notice))] : []),
    section(plain(event.verdict.sentence, 600)),
    ...blocks,
    ...(left === undefined ? [] : [context(details ? `${leftOutLine(left)}: see the thread` : leftOutLine(left))]),
    ...quarantineBlocks(event.quarantined),
    ...noticeBlocks(event.notices),
    ...changeBlocks(event.changes),
    ...(extras.chart ? imageBlocks(extras.chart) : []),
    context([...linksOf(extras), ...aboutRun(event)].join('  ·  ')),
  ];
  return { text: plain(first, limits.messageText / 4), blocks: all };
}

/** All causes of an event, for the thread of its message; `undefined` when the message has them all. Pure. */
export function slackDetails(event: RunEvent): SlackMessage | undefined {
  if (failureBlocks(event.failures, CAUSES.message).left === undefined) return undefined;
  const { blocks, left } = failureBlocks(event.failures, CAUSES.details);
  const title = `All causes of run ${event.run.id}`;
  return {
    text: plain(title, 200),
    blocks: [section(`*${plain(title, 200)}*`), ...blocks, ...(left === undefined ? [] : [context(leftOutLine(left))])],
  };
}

/** Plain text has no markup; without these no reader of it can find a mention or a link either. */
function withoutAngles(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›');
}

/** Sentences about the quarantine, the first of them. */
function noticeBlocks(notices: readonly string[]): SlackBlock[] {
  const more = notices.length > NAMED ? [`… and ${notices.length - NAMED} more`] : [];
  return packed([...notices.slice(0, NAMED).map((one) => `• ${plain(one, LONGEST.notice)}`), ...more]);
}

function changeBlocks(changes: Changes | undefined): SlackBlock[] {
  if (!changes) return [];
  const lines = [
    ['newly failing', changes.newlyFailing],
    ['missing', changes.missing],
    ['no longer judged', changes.noLongerJudged],
    ['slower', changes.slower],
    ['fixed', changes.fixed],
  ] as const;
  const shown = lines.flatMap(([what, ids]) => {
    if (ids.length === 0) return [];
    const names = ids.slice(0, NAMED).map((id) => code(id, LONGEST.id));
    const more = ids.length > NAMED ? ` … and ${ids.length - NAMED} more` : '';
    return [`• ${ids.length} ${what}: ${names.join(', ')}${more}`];
  });
  const facts = changes.facts.slice(0, NAMED).map(({ what, before, after }) => {
    const [was, is] = [before, after].map((value) => plain(value || 'unknown', LONGEST.fact));
    return `• ${plain(what, LONGEST.fact)}: ${was} → ${is}`;
  });
  const last = `*Changes since run ${plain(changes.last.id, 60)}* (${when(changes.last.startedAt)})`;
  const rest = shown.length + facts.length === 0 ? ['• none'] : [...shown, ...facts];
  return packed([last, ...rest]);
}

/** Lines in as few sections as hold them. No line is longer than a section. */
function packed(lines: readonly string[]): SlackBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const joined = `${texts.at(-1) ?? ''}\n${line}`;
    if (texts.length > 0 && joined.length <= limits.text) texts[texts.length - 1] = joined;
    else texts.push(line);
  }
  return texts.map(section);
}

function imageBlocks({ url, title, description }: NonNullable<MessageExtras['chart']>): SlackBlock[] {
  if (url.length > limits.imageUrl) return [];
  return [
    {
      type: 'image',
      image_url: url,
      alt_text: cleanLine(description, limits.altText),
      title: { type: 'plain_text', text: cleanLine(title, 200) },
    },
  ];
}

function linksOf({ reportUrl }: MessageExtras): string[] {
  return reportUrl === undefined ? [] : [link(reportUrl, 'Report')];
}

function aboutRun({ run, cluster, failures }: RunEvent): string[] {
  const tests = failures.reduce((sum, one) => sum + one.tests.length, 0);
  return [
    `run ${code(run.id, 60)}`,
    when(run.startedAt),
    ...(cluster.version === undefined ? [] : [`Kubernetes ${plain(cluster.version, 40)}`]),
    `suite ${plain(run.suiteVersion, 40)}`,
    ...(tests > 0 ? [`${count(tests, 'test')} not passed`] : []),
  ];
}
