/** The blocks of Slack that are used here. https://docs.slack.dev/reference/block-kit/blocks */
export type SlackBlock =
  | { type: 'header'; text: { type: 'plain_text'; text: string; emoji: boolean } }
  | { type: 'section'; text: Mrkdwn }
  | { type: 'context'; elements: Mrkdwn[] }
  | { type: 'divider' }
  | { type: 'image'; image_url: string; alt_text: string; title?: { type: 'plain_text'; text: string } };

/** With `verbatim` Slack makes no links and no mentions of its own. */
interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
  verbatim: true;
}

/** A message: its text is for notifications and screen readers. */
export interface SlackMessage {
  text: string;
  blocks: SlackBlock[];
}

export function section(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

export function context(...texts: string[]): SlackBlock {
  return { type: 'context', elements: texts.map((text) => ({ type: 'mrkdwn', text, verbatim: true })) };
}
