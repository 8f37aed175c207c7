import { json, storeServer, text, type StoreServer } from './store-server.fixture.ts';

/** An entry of {@link lokiServer}. */
export interface LokiEntry {
  stream: Record<string, string>;
  /** In nanoseconds. */
  at: bigint;
  line: string;
}

/**
 * A small server with the parts of the query API of Loki that the client uses, by its public documentation: `labels`, `query` for a sum of
 * `count_over_time` and `query_range` for streams, all by GET; a selector with a label; line filters, and label filters with `or`; the start is part of the range; at most 5,000
 * entries; equal lines of a stream with the same time are one entry. It refuses what the API refuses.
 * @param options.tenant the `X-Scope-OrgID` that has the entries; without one a question is refused. @default any
 * @param options.now the present time in nanoseconds.
 */
export function lokiServer(
  entries: readonly LokiEntry[],
  { tenant, now }: { tenant?: string; now: bigint },
): Promise<StoreServer> {
  const kept = new Map(entries.map((entry) => [`${JSON.stringify(entry.stream)} ${entry.at} ${entry.line}`, entry]));
  return storeServer((path, parameters, incoming, reply) => {
    const asked = incoming.headers['x-scope-orgid'];
    if (tenant !== undefined && asked === undefined) return text(reply, 'no org id', 401);
    const own = tenant === undefined || asked === tenant ? [...kept.values()] : [];
    if (incoming.method !== 'GET') return text(reply, 'method not allowed', 405);
    const answer = (data: unknown) => json(reply, { status: 'success', data });
    if (path === '/loki/api/v1/labels') {
      const names = [...new Set(own.flatMap(({ stream }) => Object.keys(stream)))];
      // Without labels there is no `data`.
      return names.length === 0 ? json(reply, { status: 'success' }) : answer(names);
    }
    const query = parameters.get('query') ?? '';
    const [, wrapped, seconds] = /^sum\(count_over_time\((.*) \[(\d+)s\]\)\)$/.exec(query) ?? [];
    const [, label = '', value = '', filters = '', alternatives = ''] =
      /^\{(\w+)="([^"]+)"\}((?: (?:\||!)= "[^"]*")*)(?: \| ((?:[a-z_]\w*="[^"]*"(?: or (?=\w))?)+))?$/.exec(
        wrapped ?? query,
      ) ?? [];
    if (label === '') return text(reply, 'parse error : queries require at least one matcher', 400);
    const words = [...filters.matchAll(/([|!])= "([^"]*)"/g)].map(([, sign, word = '']) => ({
      word,
      isThere: sign === '|',
    }));
    const wanted = [...alternatives.matchAll(/(\w+)="([^"]*)"/g)];
    const found = own.filter(
      ({ stream, line }) =>
        stream[label] === value &&
        words.every(({ word, isThere }) => line.includes(word) === isThere) &&
        (wanted.length === 0 || wanted.some(([, name = '', is]) => (stream[name] ?? '') === is)),
    );
    if (path === '/loki/api/v1/query') {
      if (seconds === undefined) return text(reply, 'log queries are not supported as an instant query type', 400);
      const counted = found.filter(({ at }) => at > now - BigInt(seconds) * 1_000_000_000n).length;
      const result = counted === 0 ? [] : [{ metric: {}, value: [1, String(counted)] }];
      return answer({ resultType: 'vector', result });
    }
    const limit = Number(parameters.get('limit') ?? 100);
    if (limit > 5_000) return text(reply, 'max entries limit per query exceeded, limit > max_entries_limit', 400);
    const start = BigInt(parameters.get('start') ?? 0);
    const isForward = parameters.get('direction') === 'forward';
    const inRange = found
      .filter(({ at }) => at >= start)
      .toSorted((a, b) => Number(a.at - b.at) * (isForward ? 1 : -1))
      .slice(0, limit);
    const streams = Map.groupBy(inRange, ({ stream }) => JSON.stringify(stream));
    const result = [...streams.values()].map((of) => ({
      stream: of[0]?.stream,
      values: of.map(({ at, line }) => [String(at), line]),
    }));
    return answer({ resultType: 'streams', result });
  });
}
