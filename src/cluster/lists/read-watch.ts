import { z } from 'zod';
import { foreignAnswer } from '../foreign-answer.ts';
import type { ApiClient } from '../transport/api-client.ts';
import { fromWatchError } from '../transport/foreign-errors.ts';
import type { Kind } from '../kinds/kind.ts';
import { collectionPath, query, formatCollection } from '../kinds/paths.ts';
import { rightTo } from '../rights/right-to.ts';
import { trimmedInList } from '../trimmed.ts';

/** What a watch reports: it is open, an object was changed or deleted, or only its newest resource version. */
export type WatchEvent<T> =
  | { type: 'open' }
  | { type: 'changed' | 'deleted'; object: T; resourceVersion: string }
  | { type: 'bookmark'; resourceVersion: string };

const NEWLINE = 0x0a;

const objectSchema = z.looseObject({ metadata: z.looseObject({}) });
const eventSchema = z.union([
  z.object({ type: z.literal('ERROR'), object: z.unknown() }),
  z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']), object: objectSchema }),
]);

/**
 * The changes of a kind after a resource version, until the server ends the watch, which it does after some minutes.
 * @throws ClusterError when the watch fails; CLUSTER_GONE when the resource version is too old.
 */
export async function* readWatch<T>(
  api: ApiClient,
  kind: Kind<T>,
  { namespace, resourceVersion, seconds }: { namespace: string | undefined; resourceVersion: string; seconds: number },
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>> {
  const call = {
    verb: 'WATCH',
    method: 'GET',
    path: `${collectionPath(kind, namespace)}${query({ watch: true, allowWatchBookmarks: true, resourceVersion, timeoutSeconds: seconds })}`,
    doing: `watch ${formatCollection(kind, namespace === undefined ? {} : { namespace })}`,
    repeat: 'never',
    right: rightTo('watch', kind, namespace),
  } as const;
  const chunks = await api.open(call, signal);
  yield { type: 'open' };
  for await (const line of lines(chunks)) {
    const event = parsed(line);
    if (!event) throw foreignAnswer(call, api.server, 'something that is no event of a watch');
    const { type, object } = event as { type: string; object: T };
    if (type === 'ERROR') throw fromWatchError(call, object);
    const resourceVersion = versionOf(object);
    if (type === 'BOOKMARK') yield { type: 'bookmark', resourceVersion };
    else
      yield { type: type === 'DELETED' ? 'deleted' : 'changed', object: trimmedInList(kind, object), resourceVersion };
  }
}

/** One event; undefined when a line is none. */
function parsed(line: string): z.infer<typeof eventSchema> | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The resource version of an object; empty when it has none. */
export function versionOf(object: unknown): string {
  return (object as { metadata?: { resourceVersion?: string } }).metadata?.resourceVersion ?? '';
}

/** Complete lines; a rest after the last newline is incomplete and is left out. */
async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8');
      rest = [];
      from = end + 1;
      if (line.trim() !== '') yield line;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
}
