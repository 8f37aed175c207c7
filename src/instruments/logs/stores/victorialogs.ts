import { z } from 'zod';
import { bodyOf, jsonOf, unexpectedAnswer, type StoreAccess } from './ask.ts';
import { flatFields, labelsOf, messageOf, namesFor, nanoseconds, type FieldNames } from './fields.ts';
import type { LogQuestion, LogStore, OriginLabel, StoredEntry, StreamQuestion } from './log-store.ts';

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
  const ask = async (query: string, { since, signal }: Pick<LogQuestion, 'since' | 'signal'>): Promise<string[]> => {
    const parameters = { query, start: since.toISOString() };
    // An entry may have U+2028 and the like in it: only line feeds end one.
    return (await bodyOf(access, QUERY, { parameters, signal })).split('\n').filter((row) => row !== '');
  };
  const entry = (row: string, word: string): StoredEntry => {
    const { data } = entrySchema.safeParse(jsonOf(title, row));
    if (!data) throw unexpectedAnswer(title, 'an entry');
    return entryOf(flatFields(data), names, word);
  };
  return {
    title,
    count: async (question) => {
      const rows = await ask(`${filterFor(question, names)} | stats count() n`, question);
      const counted = rows.map((row) => countSchema.safeParse(jsonOf(title, row)).data?.n);
      if (counted.length !== 1 || counted[0] === undefined) throw unexpectedAnswer(title, 'a count');
      return counted[0];
    },
    fetch: async (question) => {
      const [word = ''] = question.words;
      return (await ask(filterFor(question, names), question)).map((row) => entry(row, word));
    },
    fetchOthers: async (question) => {
      const rows = await ask(`${streamFilterFor(question, names)} | limit ${question.most}`, question);
      return rows.map((row) => entry(row, ''));
    },
  };
}

/** A word in LogsQL is found in the message, or in another field when that is named. */
function filterFor({ words }: Pick<LogQuestion, 'words'>, { message }: FieldNames): string {
  const before = message === '' ? '' : `${JSON.stringify(message)}:`;
  return words.map((word) => `${before}${JSON.stringify(word)}`).join(' ');
}

/** Entries of a pod without a word, whatever the collector calls the fields with their origin. */
function streamFilterFor({ namespace, pod, without }: StreamQuestion, names: FieldNames): string {
  const has = (label: OriginLabel, value: string) =>
    `(${namesFor(label, names)
      .map((name) => `${JSON.stringify(name)}:=${JSON.stringify(value)}`)
      .join(' or ')})`;
  const word = filterFor({ words: [without] }, names);
  return `${has('namespace', namespace)} ${has('pod', pod)} !${word}`;
}

function entryOf(fields: ReadonlyMap<string, string>, names: FieldNames, word: string): StoredEntry {
  return {
    text: messageOf(fields, names, word) ?? '',
    time: nanoseconds(fields.get(names.time === '' ? '_time' : names.time)),
    labels: labelsOf(fields, names),
  };
}
