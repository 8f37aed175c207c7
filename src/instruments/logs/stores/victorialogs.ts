import { z } from 'zod';
import { bodyOf, jsonOf, unexpectedAnswer, type StoreAccess } from './ask.ts';
import { flatFields, labelsOf, messageOf, nanoseconds, type FieldNames } from './fields.ts';
import type { LogQuestion, LogStore, StoredEntry } from './log-store.ts';

const QUERY = '/select/logsql/query';
const countSchema = z.object({ n: z.coerce.number().int().min(0) });
const entrySchema = z.record(z.string(), z.unknown());

/**
 * A client of VictoriaLogs. It asks by GET only: through the API server's proxy, answers to a POST may be cut off.
 * https://docs.victoriametrics.com/victorialogs/querying/
 */
export function victoriaLogs(access: StoreAccess, settings: { fields: FieldNames }): LogStore {
  const { title } = access;
  const { fields: names } = settings;
  const ask = (question: LogQuestion, pipe = '') => {
    const parameters = { query: `${filterFor(question, names)}${pipe}`, start: question.since.toISOString() };
    return bodyOf(access, QUERY, { parameters, signal: question.signal });
  };
  return {
    title,
    count: async (question) => {
      const rows = (await ask(question, ' | stats count() n')).split('\n').filter((row) => row !== '');
      const counted = rows.map((row) => countSchema.safeParse(jsonOf(title, row)).data?.n);
      if (counted.length !== 1 || counted[0] === undefined) throw unexpectedAnswer(title, 'a count');
      return counted[0];
    },
    fetch: async (question) => {
      const [word = ''] = question.words;
      // An entry may have U+2028 and the like in it: only line feeds end one.
      const rows = (await ask(question)).split('\n').filter((row) => row !== '');
      return rows.map((row) => {
        const { data } = entrySchema.safeParse(jsonOf(title, row));
        if (!data) throw unexpectedAnswer(title, 'an entry');
        return entryOf(flatFields(data), names, word);
      });
    },
  };
}

/** A word in LogsQL is found in the message, or in another field when that is named. */
function filterFor({ words }: LogQuestion, { message }: FieldNames): string {
  const before = message === '' ? '' : `${JSON.stringify(message)}:`;
  return words.map((word) => `${before}${JSON.stringify(word)}`).join(' ');
}

function entryOf(fields: ReadonlyMap<string, string>, names: FieldNames, word: string): StoredEntry {
  return {
    text: messageOf(fields, names, word) ?? '',
    time: nanoseconds(fields.get(names.time === '' ? '_time' : names.time)),
    labels: labelsOf(fields, names),
  };
}
