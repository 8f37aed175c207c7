import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import { readLine } from '../lines/log-line.ts';
import { originLabels, type OriginLabel, type StoredEntry } from '../stores/log-store.ts';

/** A line of a pod that is no log writer, and where it was written. */
export interface LineElsewhere {
  /** Its number among the lines of the run word. */
  seq: number;
  origin: Readonly<Record<OriginLabel, string>>;
}

/** The lines of one run word that pods outside of the namespace of the writers wrote. */
export interface LinesElsewhere {
  run: string;
  lines: readonly LineElsewhere[];
}

/** What a look at the store found. */
export interface ApartSeen {
  /** Under the namespace of the lines, and under that of the writers. */
  entries: readonly StoredEntry[];
  /** Why the store could not be asked. */
  trouble?: string;
}

/**
 * Whether lines of another namespace are stored under that namespace, with the right pod, container and node, and nowhere else; pure. Lines that do
 * not arrive are told by the checks of each node, and here nothing is known of them.
 * @param lookMs the time until the next look, in milliseconds.
 */
export function judgeApart(
  { entries, trouble }: ApartSeen,
  { run, lines }: LinesElsewhere,
  { lookMs, todo }: { lookMs: number; todo: string },
): Observation {
  const due = { inMs: lookMs };
  if (trouble !== undefined) return { ...notYet(trouble), isUnjudged: true, due };
  const found = Map.groupBy(
    entries.flatMap(({ text, labels }) => {
      const line = readLine(text);
      return line?.run === run ? [{ seq: line.seq, labels }] : [];
    }),
    ({ seq }) => seq,
  );
  const wrong = lines.flatMap(({ seq, origin }) =>
    (found.get(seq) ?? []).flatMap(({ labels }) => wrongLabel(labels, origin) ?? []),
  );
  const [first] = wrong;
  if (first !== undefined) {
    const more = wrong.length > 1 ? `; ${wrong.length} such lines in all` : '';
    return { state: 'fatal', reason: `${first}${more}`, todo };
  }
  const missing = lines.filter(({ seq }) => !found.has(seq));
  const [lost] = missing;
  if (lost === undefined) return ready();
  const reason = `${missing.length} of ${lines.length} lines have not arrived, the first from node ${lost.origin.node}`;
  return { ...notYet(reason, lines.length - missing.length), isUnjudged: true, todo, due };
}

/** What is wrong about the labels of a stored line, in one line; the namespace first, because it decides who may read it. */
function wrongLabel(labels: StoredEntry['labels'], origin: LineElsewhere['origin']): string | undefined {
  const label = originLabels.find((one) => labels[one] !== origin[one]);
  if (label === undefined) return undefined;
  const seen = labels[label];
  const what = seen === undefined ? `no label for the ${label}` : `${label} "${seen.slice(0, 100)}"`;
  return `a line of pod ${origin.namespace}/${origin.pod} on node ${origin.node} is stored with ${what} instead of "${origin[label]}"`;
}
