import { z } from 'zod';
import { bodyOf, jsonOf, unexpectedAnswer, type StoreAccess } from './ask.ts';
import { flatFields, labelsOf, messageOf, namesFor, nanoseconds, type FieldNames } from './fields.ts';
import {
  LogStoreTrouble,
  type LogQuestion,
  type LogStore,
  type OriginLabel,
  type StoredEntry,
  type StreamQuestion,
} from './log-store.ts';

/** The most hits of one search (`index.max_result_window`). */
const PAGE = 10_000;

const countSchema = z.object({ count: z.number().int().min(0), _shards: z.object({ failed: z.number() }) });
const hitsSchema = z.object({
  timed_out: z.boolean().default(false),
  _shards: z.object({ failed: z.number() }),
  hits: z.object({
    hits: z.array(
      z.object({
        _index: z.string(),
        _id: z.string(),
        _source: z.record(z.string(), z.unknown()),
        /** The time in milliseconds; an entry without one is not found by a range. */
        sort: z.tuple([z.number()]),
      }),
    ),
  }),
});
type Hit = z.infer<typeof hitsSchema>['hits']['hits'][number];

/**
 * A client of OpenSearch and Elasticsearch, which have the same search API. A query is in the path, because it asks by GET only.
 * https://docs.opensearch.org/latest/api-reference/search-apis/search/
 * https://www.elastic.co/guide/en/elasticsearch/reference/current/search-search.html
 * @param settings.index the indices to search in, as the API takes them: `logs-*`.
 * @param settings.page the most entries of one answer. @default 10,000, the most that is allowed everywhere
 */
export function openSearch(
  access: StoreAccess,
  settings: { fields: FieldNames; index: string; page?: number },
): LogStore {
  const { title } = access;
  const { fields: names, index, page: most = PAGE } = settings;
  const time = names.time === '' ? '@timestamp' : names.time;
  const ask = async (what: '_count' | '_search', body: object, signal: AbortSignal, more = {}) => {
    const parameters = {
      ...{ source: JSON.stringify(body), source_content_type: 'application/json' },
      ...{ ignore_unavailable: 'true', allow_no_indices: 'true', ...more },
    };
    return jsonOf(title, await bodyOf(access, `/${encodeURI(index)}/${what}`, { parameters, signal }));
  };
  const search = async (query: object, size: number, signal: AbortSignal): Promise<Hit[]> => {
    const body = {
      ...{ query, size, track_total_hits: false },
      // Also a time in nanoseconds is sorted, and returned, in milliseconds.
      sort: [{ [time]: { order: 'asc', unmapped_type: 'date', numeric_type: 'date' } }],
    };
    const { data } = hitsSchema.safeParse(await ask('_search', body, signal));
    if (!data) throw unexpectedAnswer(title, 'hits');
    if (data.timed_out || data._shards.failed > 0) throw new LogStoreTrouble(`${title} searched only some shards`);
    return data.hits.hits;
  };
  const countOf = (answer: unknown): number => {
    const { data } = countSchema.safeParse(answer);
    if (!data) throw unexpectedAnswer(title, 'a count');
    if (data._shards.failed > 0) throw new LogStoreTrouble(`${title} counted only some shards`);
    return data.count;
  };
  const page = (question: LogQuestion, from: number): Promise<Hit[]> =>
    search(queryFor(question, names, { [time]: { gte: from, format: 'epoch_millis' } }), most, question.signal);
  const entryOf = ({ _source }: Hit, word: string): StoredEntry => {
    const fields = flatFields(_source);
    const text = messageOf(fields, names, word) ?? '';
    return { text, time: nanoseconds(fields.get(time)), labels: labelsOf(fields, names) };
  };
  return {
    title,
    count: async (question) => {
      const since = { gte: question.since.getTime(), format: 'epoch_millis' };
      const body = { query: queryFor(question, names, { [time]: since }) };
      return countOf(await ask('_count', body, question.signal));
    },
    holdsPodLines: async (signal) => {
      const filter = (['message', 'namespace', 'pod'] as const).map((field) => hasField(field, names));
      // One of each shard is enough.
      const count = countOf(await ask('_count', { query: { bool: { filter } } }, signal, { terminate_after: '1' }));
      return count > 0;
    },
    fetch: async (question) => {
      const found = new Map<string, Hit>();
      let from = question.since.getTime();
      for (;;) {
        const hits = await page(question, from);
        const before = found.size;
        for (const hit of hits) found.set(`${hit._index} ${hit._id}`, hit);
        if (hits.length < most) break;
        // The next page begins with the time of the last hit, so that none of the same time is left out.
        if (found.size === before) throw new LogStoreTrouble(`${title} has more than ${most} entries of the same time`);
        from = hits.at(-1)?.sort[0] ?? from;
      }
      const [word = ''] = question.words;
      return [...found.values()].map((hit) => entryOf(hit, word));
    },
    fetchOthers: async (question) => {
      const since = { gte: question.since.getTime(), format: 'epoch_millis' };
      const query = streamQueryFor(question, names, { [time]: since });
      const hits = await search(query, Math.min(question.most, most), question.signal);
      return hits.map((hit) => entryOf(hit, ''));
    },
  };
}

/** All words are in an entry, whatever its fields are called, unless the field is named. */
function queryFor(question: Pick<LogQuestion, 'words'>, names: FieldNames, range: object): object {
  return { bool: { filter: [hasWords(question, names), { range }] } };
}

/** An entry has the field, whatever the collector calls it. */
function hasField(what: OriginLabel | 'message', names: FieldNames): object {
  return { bool: { should: namesFor(what, names).map((field) => ({ exists: { field } })), minimum_should_match: 1 } };
}

function hasWords({ words }: Pick<LogQuestion, 'words'>, { message }: FieldNames): object {
  const text = { query: words.join(' '), default_operator: 'and', lenient: true };
  const inFields = message === '' ? {} : { fields: [message] };
  return { simple_query_string: { ...text, ...inFields } };
}

/**
 * Entries of a pod without a word, whatever the collector calls the fields with their origin. A field that is analysed into words may have more words
 * around these.
 */
function streamQueryFor({ namespace, pod, without }: StreamQuestion, names: FieldNames, range: object): object {
  const has = (label: OriginLabel, query: string) => ({
    multi_match: { query, type: 'phrase', fields: namesFor(label, names), lenient: true },
  });
  const filter = [has('namespace', namespace), has('pod', pod), { range }];
  return { bool: { filter, must_not: [hasWords({ words: [without] }, names)] } };
}
