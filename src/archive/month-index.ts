import { z } from 'zod';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { cleanLine } from '../results/clean-text.ts';
import { quarantineNotesOf } from '../results/quarantine.ts';
import { resultsSchema, type Measurement, type Results, type TestResult } from '../results/model.ts';

/** The runs of a cluster in one month, each with as much as a history needs, so that it is read with few requests. */
const indexSchema = z.strictObject({
  schemaVersion: z.literal(1),
  cluster: z.string(),
  runs: z.array(z.strictObject({ key: z.string(), results: z.unknown() })),
});
export type MonthIndex = z.infer<typeof indexSchema>;

/** The greatest size of an index, in bytes; a run takes some 50 kB. */
export const INDEX_LIMIT = 64 * 1_024 ** 2;

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

/** An index with this run, in the place of an earlier state of the same run; the oldest first. */
export function withRun(index: MonthIndex | undefined, key: string, results: Results): MonthIndex {
  const others = (index?.runs ?? []).filter((run) => run.key !== key);
  const runs = [...others, { key, results: slim(results) }].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return { schemaVersion: 1, cluster: results.run.cluster.name, runs };
}

/** An index without these runs. */
export function withoutRuns(index: MonthIndex, keys: ReadonlySet<string>): MonthIndex {
  return { ...index, runs: index.runs.filter(({ key }) => !keys.has(key)) };
}

/** The runs of an index, the oldest first; without results those that this version cannot read. */
export function runsIn({ runs }: MonthIndex): { key: string; results: Results | undefined }[] {
  return runs.map(({ key, results }) => ({ key, results: resultsSchema.safeParse(results).data }));
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
