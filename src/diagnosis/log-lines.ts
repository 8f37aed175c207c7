import { withoutKeys } from './key-blocks.ts';
import { KEYS_IN_LINE } from './key-lines.ts';

/** The maximum length of what is shown of a log, in characters, and its number of lines. */
const LONGEST = { text: 240, lines: 3 };

/** The end of a line in which credentials are looked for, in characters: the time for it grows with the square of the length. */
const READ = 4_000;

/** What is longer than any word or path that explains something, and most probably a key or data; the search would take long in it, too. */
const LONG = /[\w+/=-]{200,}/g;

/** What the kubelet answers, with status 200, in place of a log that the node does not have any more. pkg/kubelet/kuberuntime/kuberuntime_logs.go */
const NO_LOG = 'unable to retrieve container logs for ';

/** What looks like a credential, each with the part of it that may be shown. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(authorization["']?\s*[:=]\s*["']?)(?:(\w+)\s+)?[^\s"',;]+/gi, '$1$2 ***'],
  [/\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi, '$1 ***'],
  [
    /(\w*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|cookie|session)\w*["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi,
    '$1***',
  ],
  [/(\w+:\/\/[^\s/:@]*:)[^\s@]+@/g, '$1***@'],
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){0,2}/g, '***'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '***'],
  [/\bgh[oprsu]_[A-Za-z0-9]{20,}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}/g, '***'],
  [/\b[A-Fa-f0-9]{32,}\b/g, '***'],
  ...KEYS_IN_LINE.map((key) => [key, '***'] as const),
];

/**
 * The last lines of a log as one line, bounded, and without what looks like a credential; empty when the log is. Pure.
 * @example lastLines('starting\nno database at db:5432\n') // 'starting | no database at db:5432'
 */
export function lastLines(log: string): string {
  const lines = withoutKeys(log.split('\n').map((line) => line.trim())).filter(
    (line) => line !== '' && !line.startsWith(NO_LOG),
  );
  const shown = lines.slice(-LONGEST.lines).map(redacted).join(' | ');
  return shown.length <= LONGEST.text ? shown : `…${shown.slice(-LONGEST.text)}`.toWellFormed();
}

/**
 * What an app wrote, without what looks like a credential; of more than 4,000 characters the end, of which no part of a word is shown. Pure.
 * @example redacted('DB_PASSWORD=hunter2 is wrong') // 'DB_PASSWORD=*** is wrong'
 */
export function redacted(text: string): string {
  const short = text.replaceAll(LONG, '***');
  // The beginning of the word may be what tells that it is a credential.
  const end = short.length <= READ ? short : short.slice(-READ).replace(/^\S+/, '***');
  return SECRETS.reduce((rest, [secret, shown]) => rest.replaceAll(secret, shown), end);
}

/** The longest that is shown of a termination message, in characters. */
const LAST_WORDS = 300;

/**
 * The end of a termination message in one line, bounded, and without what looks like a credential; empty when the message is. Pure.
 * It may be the end of the log (`terminationMessagePolicy: FallbackToLogsOnError`).
 */
export function lastWords(message: string): string {
  const lines = withoutKeys(message.trim().split(/\s*\n\s*/));
  const line = redacted(lines.join(' '));
  return line.slice(-LAST_WORDS).toWellFormed();
}
