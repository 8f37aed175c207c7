import { json, storeServer, type StoreServer } from './store-server.fixture.ts';

/** A document of {@link openSearchServer}. */
export interface Document {
  index: string;
  source: Record<string, unknown>;
}

/** A clause of a query as the client sends it. */
type Clause =
  | { simple_query_string: { query: string; default_operator: string; fields?: string[] } }
  | { multi_match: { query: string; type: string; fields: string[] } }
  | { bool: { should: { exists: { field: string } }[]; minimum_should_match: 1 } }
  | { range: Record<string, { gte: number; format: string }> };
interface Body {
  query: { bool: { filter: Clause[]; must_not?: Clause[] } };
  size?: number;
  sort?: [Record<string, object>];
}

/** What may be said of a field to sort by, in OpenSearch and in Elasticsearch. */
const SORT_KEYS = new Set(['order', 'unmapped_type', 'numeric_type', 'missing', 'mode', 'nested']);

/**
 * A small server with the parts of the search API of OpenSearch and Elasticsearch that the client uses, by their public documentation: `_search` and
 * `_count` by GET with the body in `source`, which needs `source_content_type`; words in any field, phrases in named fields, one of several fields that
 * exists, and what must not match; at most 10,000 hits; fields that are analysed into words of letters and
 * digits; time stamps that are compared as such. It refuses what the API refuses.
 * @param options.credentials the value of `authorization` that it wants. @default none
 * @param options.failedShards shards that did not answer. @default 0
 */
export function openSearchServer(
  documents: readonly Document[],
  { credentials, failedShards = 0 }: { credentials?: string; failedShards?: number } = {},
): Promise<StoreServer> {
  return storeServer((path, parameters, incoming, reply) => {
    const refuse = (status: number, reason: string) =>
      json(reply, { error: { type: 'error', reason }, status }, status);
    if (credentials !== undefined && incoming.headers.authorization !== credentials) return refuse(401, 'Unauthorized');
    const [, index = '', api] = /^\/([^/]+)\/(_search|_count)$/.exec(decodeURI(path)) ?? [];
    if (incoming.method !== 'GET' || api === undefined) return refuse(405, 'Incorrect HTTP method');
    if (parameters.get('source_content_type') !== 'application/json')
      return refuse(400, 'source and source_content_type parameters are required');
    const body = JSON.parse(parameters.get('source') ?? '') as Body;
    const { filter, must_not: not = [] } = body.query.bool;
    const [range = {}] = filter.flatMap((clause) => ('range' in clause ? [clause.range] : []));
    const [[time, { gte, format }] = ['@timestamp', { gte: 0, format: 'epoch_millis' }]] = Object.entries(range);
    const { size = 10, sort } = body;
    if (size > 10_000)
      return refuse(400, 'Result window is too large, from + size must be less than or equal to: [10000]');
    if (format !== 'epoch_millis') return refuse(400, 'failed to parse date field');
    const pattern = new RegExp(
      `^(?:${index
        .split(',')
        .map((one) => one.replaceAll('*', '.*'))
        .join('|')})$`,
    );
    const found = documents
      .map((document, id) => ({ ...document, id: String(id), at: Date.parse(String(document.source[time])) }))
      .filter(({ index: of, at }) => pattern.test(of) && at >= gte)
      .filter(({ source }) => filter.every((one) => matches(source, one)) && !not.some((one) => matches(source, one)));
    const _shards = { total: 5, successful: 5 - failedShards, skipped: 0, failed: failedShards };
    if (api === '_count') {
      if (sort !== undefined || body.size !== undefined) return refuse(400, 'request does not support [size]');
      return json(reply, { count: found.length, _shards });
    }
    const [[by, order] = []] = Object.entries(sort?.[0] ?? {});
    const unknown = Object.keys(order ?? {}).find((key) => !SORT_KEYS.has(key));
    if (by !== time || unknown !== undefined) return refuse(400, `[field_sort] unknown field [${unknown}]`);
    const hits = found
      .toSorted((a, b) => a.at - b.at)
      .slice(0, size)
      .map(({ index: _index, id: _id, source: _source, at }) => ({ _index, _id, _source, sort: [at] }));
    json(reply, { took: 1, timed_out: false, _shards, hits: { max_score: null, hits } });
  });
}

/** Whether a document has what a clause wants; ranges are judged elsewhere. */
function matches(source: Document['source'], clause: Clause): boolean {
  if ('range' in clause) return true;
  if ('bool' in clause) return clause.bool.should.some(({ exists: { field } }) => wordsOf(source, [field]).length > 0);
  if ('simple_query_string' in clause) {
    const { query, fields } = clause.simple_query_string;
    const words = new Set(wordsOf(source, fields));
    return query.split(' ').every((word) => words.has(word));
  }
  const { query, type, fields } = clause.multi_match;
  if (type !== 'phrase') return false;
  const phrase = wordsOf(query, undefined).join(' ');
  return fields.some((field) => ` ${wordsOf(source, [field]).join(' ')} `.includes(` ${phrase} `));
}

function wordsOf(value: unknown, fields: readonly string[] | undefined, before = ''): string[] {
  if (typeof value === 'string') return value.toLowerCase().split(/[^\p{L}\p{N}_]+/u);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = `${before}${name}`;
    const isAsked = fields === undefined || fields.some((field) => field === path || field.startsWith(`${path}.`));
    return isAsked ? wordsOf(inner, fields, `${path}.`) : [];
  });
}
