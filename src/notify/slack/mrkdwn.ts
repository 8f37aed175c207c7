import { cleanLine } from '../../results/clean-text.ts';

/**
 * A text of a cluster inside of mrkdwn: what could begin a mention, a link or a date is escaped, so that no name of an object calls a channel.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A text of a cluster as code in one line: it cannot end the code, and nothing in it is markup. @param limit before it is escaped. */
export function code(text: string, limit: number): string {
  return `\`${escaped(cleanLine(text, limit).replaceAll('`', 'ˋ'))}\``;
}

/** A text of a cluster in one line, where it cannot begin code, bold, italic or struck text. @param limit before it is escaped. */
export function plain(text: string, limit: number): string {
  // A zero-width space keeps the marks what they are: text. Within a word they are text anyway, and names can still be copied.
  return escaped(cleanLine(text, limit)).replaceAll(/(?<![\p{L}\p{N}])[*_~]|`/gu, '\u200B$&');
}

/** A link with a fixed text. @param url that our own settings name; what could end it is encoded. */
export function link(url: string, text: string): string {
  return `<${url.replaceAll('&', '&amp;').replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('|', '%7C')}|${escaped(text)}>`;
}
