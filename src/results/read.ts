import { z } from 'zod';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import { cleanLine } from './clean-text.ts';
import { resultsSchema, type Results } from './model.ts';
import { RUN_FORMS } from './run-forms.ts';

const CURRENT = 1;

/** Turns results of one schema version into those of the next; pure. The key is the version it starts from. */
const migrations: Readonly<Record<number, (older: Record<string, unknown>) => Record<string, unknown>>> = {};

/**
 * Reads a `results.json` of this schema version or an older one.
 * @param place where it is, for errors: a file, a directory or an archive.
 * @throws ShakedownError RESULTS_TOO_NEW, RESULTS_INVALID
 */
export function readResults(text: string, place?: string): Results {
  const invalid: Invalid = (seen, todo) => invalidAt(place, seen, todo);
  const parsed = parse(text, invalid);
  let version = versionOf(parsed, invalid);
  if (version > CURRENT)
    throw new ShakedownError('RESULTS_TOO_NEW', {
      meaning: 'usage',
      expected: 'results that this version of shakedown can read',
      seen: `${prefixed(place)}schemaVersion ${version}; this version reads up to ${CURRENT}`,
      todo: 'read them with the version of shakedown that wrote them, or a newer one',
    });
  let results = parsed;
  for (; version < CURRENT; version += 1) {
    const migrate = migrations[version];
    if (!migrate) throw invalid(`schemaVersion ${version}, which no version of shakedown wrote`);
    results = migrate(results);
  }
  const checked = resultsSchema.safeParse(results);
  if (!checked.success) throw invalid(deviation(checked.error), ORIGINAL);
  const hole = holeIn(checked.data);
  if (hole !== undefined) throw invalid(hole, ORIGINAL);
  return checked.data;
}

/**
 * Where the tests are not those of the plan, or the plan is not what was selected; pure. The suite writes a result of every planned test, also of those that did not run. Of a run
 * that was lost the plan may be absent, and then it says what ended it.
 */
function holeIn({ run, plan, tests }: Results): string | undefined {
  const results = Map.groupBy(tests, ({ id }) => id);
  for (const [id, { length: times }] of Map.groupBy(plan, (planned) => planned.id)) {
    const found = results.get(id)?.length ?? 0;
    if (found !== times)
      return `${found === 0 ? 'no result' : `${found} results`} of the planned test ${cleanLine(id)}`;
  }
  if (run.interruption !== undefined || run.trouble) return undefined;
  const selected = run.selection?.selected ?? plan.length;
  // The plan is recorded after the selection; a run may have been killed between the two.
  const isBeforePlan = run.endedAt === undefined && plan.length === 0;
  if (selected !== plan.length && !isBeforePlan)
    return `a plan of ${plan.length} test${plan.length === 1 ? '' : 's'}, of ${selected} that were selected`;
  const planned = new Set(plan.map(({ id }) => id));
  const stray = tests.find(({ id, status }) => status === 'passed' && !planned.has(id));
  return stray && `a result of ${cleanLine(stray.id)}, which was not planned`;
}

function parse(text: string, invalid: Invalid): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw notJson(text, messageOf(error), invalid);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('JSON, but no object');
  return value as Record<string, unknown>;
}

/** Why a text is no JSON, without parts of the text, which may be anything. */
function notJson(text: string, message: string, invalid: Invalid): ShakedownError {
  if (text.trim() === '') return invalid('an empty text', AGAIN);
  if (!/^\s*\{/.test(text)) return invalid('no JSON');
  const place = /line (\d+) column (\d+)/.exec(message);
  const isCutOff = /end of|Unterminated/i.test(message) || !text.trimEnd().endsWith('}');
  if (isCutOff) return invalid('JSON that is cut off: it ends in the middle', AGAIN);
  return invalid(place ? `JSON with an error in line ${place[1]}, column ${place[2]}` : 'JSON with an error', ORIGINAL);
}

/** Where results differ from what the suite writes. */
function deviation({ issues: [first] }: z.ZodError): string {
  const place = first?.path.length ? `at ${z.core.toDotPath(first.path)}` : 'at the top';
  if (first?.code === 'unrecognized_keys')
    return `a key that shakedown does not write, ${place}: ${first.keys.join(', ')}`;
  return `a value that shakedown does not write, ${place}`;
}

function versionOf({ schemaVersion }: Record<string, unknown>, invalid: Invalid): number {
  if (typeof schemaVersion !== 'number' || !Number.isInteger(schemaVersion))
    throw invalid('no schemaVersion: this was not written by shakedown');
  return schemaVersion;
}

/** The error about results that cannot be used. By default what to do is to name others. */
type Invalid = (seen: string, todo?: string) => ShakedownError;

const NAME = `name one: ${RUN_FORMS}`;
const AGAIN =
  'copy or fetch it again from where the run wrote it; if it is not whole there either, run the suite again';
const ORIGINAL = 'it was changed after the run: take it again from where the run wrote it, or run the suite again';

function prefixed(place: string | undefined): string {
  return place === undefined ? '' : `${cleanLine(place)}: `;
}

function invalidAt(place: string | undefined, seen: string, todo = NAME): ShakedownError {
  return new ShakedownError('RESULTS_INVALID', {
    meaning: 'usage',
    expected: 'a results.json as shakedown writes it',
    seen: `${prefixed(place)}${seen}`,
    todo,
  });
}
