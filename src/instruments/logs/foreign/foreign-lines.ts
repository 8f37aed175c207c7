import { redacted } from '../../../redaction/redacted.ts';
import { cleanLine } from '../../../results/clean-text.ts';
import type { Written } from '../ledger/ledger.ts';
import { isPieceOfWords } from '../lines/line-kinds.ts';
import { readLine } from '../lines/log-line.ts';
import type { StoredEntry } from '../stores/log-store.ts';

/** How many entries of others are read: more are not counted. */
export const MOST_FOREIGN = 1_000;
/** How much of a foreign line is shown, in characters. */
const EXAMPLE = 200;

/** Lines that are stored as those of a writer, and that it did not write; or why that is not known. */
export type ForeignLines = { lines: readonly string[] } | { unjudged: string };

/**
 * The lines among entries without the run word that carry all labels of a writer; pure. The rest of a line that was cut is one of its own, as are lines
 * of the other containers of its pod, which something may have added to it. An entry without a container is no line of one, but says something about the pod.
 * @param containers of the pod.
 */
export function linesOfOthers(
  entries: readonly StoredEntry[],
  { run, origin }: Pick<Written, 'run' | 'origin'>,
  containers: readonly string[],
): string[] {
  const others = new Set(containers.filter((name) => name !== origin.container));
  return entries
    .filter(
      ({ labels: { namespace, pod, container } }) =>
        namespace === origin.namespace && pod === origin.pod && container !== undefined && !others.has(container),
    )
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.trim() !== '' && !line.includes(run) && !isPieceOfWords(line));
}

/**
 * Those of the lines that are not in the log that the kubelet has of the writer; pure. What a container itself wrote is no line of others, whatever made it
 * write that.
 * @param log as the API server returns it; a restart or a rotation has cut off its beginning. `undefined`: it is gone.
 */
export function notInLog(
  lines: readonly string[],
  { run, lines: [first] }: Pick<Written, 'run' | 'lines'>,
  log: string | undefined,
): ForeignLines {
  if (lines.length === 0) return { lines };
  const own = (log ?? '').split('\n');
  const isComplete = own.some((text) => {
    const line = readLine(text);
    return line?.run === run && line.kind === first?.kind && line.seq === 1;
  });
  if (!isComplete)
    return {
      unjudged: `${lines.length} stored lines of its pod have not its run word, and the beginning of its own log is gone: whether it wrote them is not known`,
    };
  const known = new Set(own.map((line) => line.trim()));
  return { lines: lines.filter((line) => !known.has(line.trim())) };
}

/** What was mixed into the lines of a writer, in one line with an example; `undefined` when nothing was; pure. */
export function foreignText(
  foreign: ForeignLines | undefined,
  { namespace, pod }: Written['origin'],
): string | undefined {
  if (foreign === undefined || 'unjudged' in foreign) return undefined;
  const { length } = foreign.lines;
  const [first] = foreign.lines;
  if (first === undefined) return undefined;
  const many = length >= MOST_FOREIGN ? `${MOST_FOREIGN} or more` : String(length);
  const what = length === 1 ? 'line that it did not write is' : 'lines that it did not write are';
  return `${many} ${what} stored as those of pod ${namespace}/${pod}, such as "${cleanLine(redacted(first), EXAMPLE)}"`;
}
