import { z } from 'zod';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { bodyOf, jsonOf, unexpectedAnswer, type StoreAccess } from './ask.ts';
import { fieldFor, labelsOf, namesFor, type FieldNames } from './fields.ts';
import {
  LogStoreTrouble,
  type LogQuestion,
  type LogStore,
  type StoredEntry,
  type StreamQuestion,
} from './log-store.ts';

/** The most entries of one answer that is allowed everywhere (`max_entries_limit_per_query`). */
const PAGE = 5_000;

const labelsSchema = z.object({ data: z.array(z.string()).default([]) });
const countSchema = z.object({
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
  }),
});
const streamsSchema = z.object({
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.string().regex(/^\d{1,20}$/), z.string()]).rest(z.unknown())),
      }),
    ),
  }),
});

/**
 * A client of the query API of Loki. https://grafana.com/docs/loki/latest/reference/loki-http-api/
 * It keeps equal lines of a stream with the same time once, so copies that a collector sends twice are not seen.
 * @param settings.page the most entries of one answer. @default 5,000, the most that is allowed everywhere
 */
export function loki(access: StoreAccess, settings: { fields: FieldNames; page?: number }): LogStore {
  const { title } = access;
  const { fields: names, page = PAGE } = settings;
  const ask = async (path: string, parameters: Record<string, string>, signal: AbortSignal) =>
    jsonOf(title, await bodyOf(access, `/loki/api/v1/${path}`, { parameters, signal }));

  let namespaceLabel: string | undefined;
  /** A selector needs a label that has something: that of the namespace. Empty when nothing has a label yet. */
  const ofNamespace = async ({ namespace, since, signal }: Omit<LogQuestion, 'words'>): Promise<string> => {
    if (namespaceLabel === undefined) {
      const { data } = labelsSchema.safeParse(await ask('labels', { start: nanosecondsOf(since) }, signal));
      if (!data) throw unexpectedAnswer(title, 'labels');
      const known = new Set(data.data);
      if (known.size === 0) return '';
      namespaceLabel = fieldFor('namespace', names, (one) => known.has(one));
      if (namespaceLabel === undefined || !known.has(namespaceLabel)) throw noLabel(title, namespaceLabel, data.data);
    }
    return `{${namespaceLabel}=${JSON.stringify(namespace)}}`;
  };
  const selector = async (question: LogQuestion): Promise<string> => {
    const selected = await ofNamespace(question);
    const filters = question.words.map((word) => ` |= ${JSON.stringify(word)}`);
    return selected === '' ? '' : `${selected}${filters.join('')}`;
  };
  const range = async (query: string, { start, limit }: { start: string; limit: number }, signal: AbortSignal) => {
    const parameters = { query, start, limit: String(limit), direction: 'forward' };
    const { data } = streamsSchema.safeParse(await ask('query_range', parameters, signal));
    if (!data) throw unexpectedAnswer(title, 'streams');
    return data.data.result;
  };

  return {
    title,
    count: async (question) => {
      const selected = await selector(question);
      if (selected === '') return 0;
      const seconds = Math.max(1, Math.ceil((question.now.getTime() - question.since.getTime()) / 1_000));
      const query = `sum(count_over_time(${selected} [${seconds}s]))`;
      const { data } = countSchema.safeParse(await ask('query', { query }, question.signal));
      if (!data) throw unexpectedAnswer(title, 'a count');
      return Number(data.data.result[0]?.value[1] ?? 0);
    },
    fetch: async (question) => {
      const query = await selector(question);
      if (query === '') return [];
      const found = new Map<string, StoredEntry>();
      let start = nanosecondsOf(question.since);
      for (;;) {
        const streams = await range(query, { start, limit: page }, question.signal);
        const before = found.size;
        let last = BigInt(start);
        let read = 0;
        for (const { stream, values } of streams) {
          const labels = labelsOf(new Map(Object.entries(stream)), names);
          for (const [at, text] of values) {
            const time = BigInt(at);
            if (time > last) last = time;
            read += 1;
            found.set(`${at} ${JSON.stringify(stream)} ${text}`, { text, time, labels });
          }
        }
        if (read < page) return [...found.values()];
        if (found.size === before) throw new LogStoreTrouble(`${title} has more than ${page} entries of the same time`);
        start = String(last);
      }
    },
    fetchOthers: async (question) => {
      const selected = await ofNamespace(question);
      if (selected === '') return [];
      const limits = { start: nanosecondsOf(question.since), limit: Math.min(question.most, page) };
      const streams = await range(`${selected}${othersOf(question, names)}`, limits, question.signal);
      return streams.flatMap(({ stream, values }) => {
        const labels = labelsOf(new Map(Object.entries(stream)), names);
        return values.map(([at, text]) => ({ text, time: BigInt(at), labels }));
      });
    },
  };
}

/**
 * A pipeline for the entries of a pod without a word. The name of the pod may be a label of the stream or of each entry, whatever it is called; one that is not
 * there is empty.
 */
function othersOf({ pod, without }: StreamQuestion, names: FieldNames): string {
  const labels = namesFor('pod', names).filter((name) => /^[a-z_]\w*$/i.test(name));
  const isPod = labels.map((name) => `${name}=${JSON.stringify(pod)}`).join(' or ');
  return ` != ${JSON.stringify(without)} | ${isPod}`;
}

function nanosecondsOf(date: Date): string {
  return `${date.getTime()}000000`;
}

function noLabel(title: string, wanted: string | undefined, known: readonly string[]): ShakedownError {
  const names = known.slice(0, 12).map((name) => name.slice(0, 40));
  return new ShakedownError('LOG_STORE_LABEL', {
    meaning: 'usage',
    expected:
      wanted === undefined ? 'a label with the namespace of pods' : `the label ${wanted} (logs.fields.namespace)`,
    seen: `${title} has only the labels ${names.join(', ')}${known.length > names.length ? ' and more' : ''}`,
    todo: 'set logs.fields.namespace to the label with the namespace',
  });
}
