import { z } from 'zod';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { cleanLine } from '../results/clean-text.ts';
import { quarantineNotesOf } from '../results/quarantine.ts';
import { resultsSchema, type Measurement, type Results, type TestResult } from '../results/model.ts';

/** A line of an index. */
const lineSchema = z.strictObject({
  key: z.string(),
  results: z.unknown(),
  /** Whether the run had not ended when the line was written: its journal has what is known of it. */
  open: z.literal(true).optional(),
});

/** The runs of a cluster in one month, or in a part of it, each with as much as a history needs, so that it is read with few requests. */
const indexSchema = z.strictObject({
  schemaVersion: z.literal(1),
  cluster: z.string(),
  /** Whether further runs are in the finer indexes. */
  full: z.literal(true).optional(),
  runs: z.array(lineSchema),
});
export type MonthIndex = z.infer<typeof indexSchema>;
export type IndexLine = z.infer<typeof lineSchema>;

/** A line that is put into an index. */
export interface NewLine {
  key: string;
  /** When the run began, in RFC 3339. */
  startedAt: string;
  line: IndexLine;
  /** Whether it takes the place of a line of the same run. */
  replaces: boolean;
}

/** The greatest size of an index that is read, in bytes. */
export const INDEX_LIMIT = 64 * 1_024 ** 2;
/** An index is full when it would become larger than this, in bytes: it is read and written again with each run. A run takes some 50 kB. */
export const FULL = 4 * 1_024 ** 2;

/** The longest reason of a test in an index, in characters. */
const REASON = 200;

/**
 * Reads an index.
 * @param url of it, for messages.
 * @throws ShakedownError ARCHIVE_INDEX_DAMAGED, ARCHIVE_INDEX_TOO_NEW
 */
export function readIndex(text: string, url: string): MonthIndex {
  try {
    const value: unknown = JSON.parse(text);
    if (newer.safeParse(value).success) throw tooNew(url);
    return indexSchema.parse(value);
  } catch (cause) {
    if (cause instanceof ShakedownError) throw cause;
    throw new ShakedownError('ARCHIVE_INDEX_DAMAGED', {
      meaning: 'infrastructure',
      expected: 'an index of runs as this version writes it',
      seen: `${url} is none: something else has written it`,
      todo: 'see what it is; the runs themselves are untouched. To have it written again by what they say: shakedown archive reindex',
      cause,
    });
  }
}

/** What a newer version has written must not be replaced by this one. */
const newer = z.object({ schemaVersion: z.int().min(2), runs: z.unknown().refine((runs) => runs !== undefined) });

function tooNew(url: string): ShakedownError {
  return new ShakedownError('ARCHIVE_INDEX_TOO_NEW', {
    meaning: 'usage',
    expected: 'an index of runs as this version writes it',
    seen: `${url} was written by a newer version`,
    todo: 'use the version of shakedown that the others use that write there',
  });
}

/** The line of a run. @param open whether it has not ended. */
export function lineOf(key: string, results: Results, open = false): NewLine {
  return {
    key,
    startedAt: results.run.startedAt,
    line: { key, results: slim(results), ...(open && { open: true }) },
    replaces: !open,
  };
}

/**
 * An index with these runs, by their keys; pure. What has no room is passed on to finer indexes, and so are all later ones: else a run that is published again would be in two.
 * @param limit its greatest size, in bytes; it has one run in any case.
 * @returns the same index when it stays as it is.
 */
export function withRuns(
  index: MonthIndex | undefined,
  cluster: string,
  lines: readonly NewLine[],
  limit = FULL,
): { index: MonthIndex | undefined; passedOn: NewLine[] } {
  const runs = new Map(index?.runs.map((run) => [run.key, run]));
  let size = Buffer.byteLength(JSON.stringify(index ?? {}));
  let isFull = index?.full ?? false;
  let isChanged = false;
  const passedOn: NewLine[] = [];
  for (const one of lines) {
    const isKnown = runs.has(one.key);
    if (isKnown && !one.replaces) continue;
    const more = Buffer.byteLength(JSON.stringify(one.line));
    isFull ||= !isKnown && runs.size > 0 && size + more > limit;
    if (isFull && !isKnown) {
      passedOn.push(one);
      continue;
    }
    runs.set(one.key, one.line);
    size += more;
    isChanged = true;
  }
  if (!isChanged && isFull === (index?.full ?? false)) return { index, passedOn };
  const sorted = [...runs.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return { index: { schemaVersion: 1, cluster, ...(isFull && { full: true }), runs: sorted }, passedOn };
}

/** An index without these runs; the same one when it has none of them. */
export function withoutRuns(index: MonthIndex, keys: ReadonlySet<string>): MonthIndex {
  const runs = index.runs.filter(({ key }) => !keys.has(key));
  return runs.length === index.runs.length ? index : { ...index, runs };
}

/** The results in a line; `undefined` when this version cannot read them. */
export function resultsIn({ results }: IndexLine): Results | undefined {
  return resultsSchema.safeParse(results).data;
}

/** Results without what only a reader of the one run wants. */
function slim({ run, tests, ...rest }: Results): Results {
  const { settings: _, notes: __, notCovered: ___, ...facts } = run;
  // What channels were told of the quarantine is no news for them.
  const notes = quarantineNotesOf(run);
  return { ...rest, plan: [], run: { ...facts, ...(notes.length > 0 && { notes }) }, tests: tests.map(slimTest) };
}

function slimTest({
  id,
  area,
  title,
  status,
  durationSeconds,
  attempts,
  measurements,
  reason,
  quarantine,
}: TestResult): TestResult {
  return {
    ...(reason === undefined ? {} : { reason: { code: reason.code, message: cleanLine(reason.message, REASON) } }),
    ...{ id, area, title, status, durationSeconds, attempts, evidence: [] },
    measurements: measurements.map(slimMeasurement),
    ...(quarantine && { quarantine }),
  };
}

function slimMeasurement({ id, value, unit, interval, budget }: Measurement): Measurement {
  return { id, value, unit, ...(interval && { interval }), ...(budget === undefined ? {} : { budget }) };
}
