import { redacted } from '../redaction/redacted.ts';

/** The maximum length of what is shown of a log, in characters, and its number of lines; and in how many a credential may be that goes over several. */
const LONGEST = { text: 240, lines: 3, read: 400 };

/** What the kubelet answers, with status 200, in place of a log that the node does not have any more. pkg/kubelet/kuberuntime/kuberuntime_logs.go */
export const NO_LOG = 'unable to retrieve container logs for ';

/**
 * The last lines of a log as one line, bounded, and without what looks like a credential; empty when the log is. Pure.
 * @example lastLines('starting\nno database at db:5432\n') // 'starting | no database at db:5432'
 */
export function lastLines(log: string): string {
  const read = log.trimEnd().split('\n').slice(-LONGEST.read).join('\n');
  const lines = redacted(read)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith(NO_LOG));
  const shown = lines.slice(-LONGEST.lines).join(' | ');
  return shown.length <= LONGEST.text ? shown : `…${shown.slice(-LONGEST.text)}`.toWellFormed();
}

/** The longest that is shown of a termination message, in characters. */
const LAST_WORDS = 300;

/**
 * The end of a termination message in one line, bounded, and without what looks like a credential; empty when the message is. Pure.
 * It may be the end of the log (`terminationMessagePolicy: FallbackToLogsOnError`).
 */
export function lastWords(message: string): string {
  const line = redacted(message.trim()).replaceAll(/\s*\n\s*/g, ' ');
  return line.slice(-LAST_WORDS).toWellFormed();
}
