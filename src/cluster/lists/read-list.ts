import { z } from 'zod';
import type { ApiClient } from '../transport/api-client.ts';
import { ClusterError } from '../cluster-error.ts';
import type { Selection } from '../cluster.ts';
import { foreignAnswer } from '../foreign-answer.ts';
import type { Kind } from '../kinds/kind.ts';
import { ListSplitter } from './list-splitter.ts';
import { collectionPath, query, formatCollection } from '../kinds/paths.ts';
import { rightTo } from '../rights/right-to.ts';
import { unzipped } from '../transport/unzipped.ts';
import { trimmed, trimmedInList } from '../trimmed.ts';

export interface ListRead<T> {
  items: T[];
  resourceVersion: string;
}

/** How a LIST is read. */
export interface ListOptions<T> {
  signal?: AbortSignal | undefined;
  /** @default 'safe' */
  repeat?: 'safe' | 'never';
  /** Whether nodes keep their images. @default false */
  whole?: boolean;
  /** The object that is kept in place of one that was read, so that an unchanged one is not in memory twice. @default the one that was read */
  keep?: (object: T) => T;
}

/**
 * All pages of a LIST, as one consistent state: all pages have the resource version of the first one. When reading takes longer than the
 * server keeps that state (five minutes by default), the LIST begins again, once. After that it goes on with newer pages, by the token that
 * the server gives for that, so that it ends on any line: then an object may be older than the resource version of the list, until the next
 * LIST (k8s.io/apimachinery, pkg/apis/meta/v1/types.go, ListMeta.continue).
 */
export async function readList<T>(
  api: ApiClient,
  kind: Kind<T>,
  selection: Selection,
  options: ListOptions<T>,
): Promise<ListRead<T>> {
  let items: T[] = [];
  let next: string | undefined;
  let expired = 0;
  for (;;) {
    try {
      const page = await readPage(api, kind, selection, next, options);
      for (const item of page.items) items.push(item);
      if (!page.next) return { items: expired > 1 ? newest(items) : items, resourceVersion: page.resourceVersion };
      next = page.next;
    } catch (error) {
      if (next === undefined || !(error instanceof ClusterError) || error.code !== 'CLUSTER_GONE') throw error;
      expired += 1;
      next = expired > 1 ? error.goOn : undefined;
      if (next === undefined) items = [];
    }
  }
}

/** Each object once, in its newest state: it may have come with two pages of different states. */
function newest<T>(items: readonly T[]): T[] {
  const byUid = new Map(items.map((item) => [(item as { metadata?: { uid?: string } }).metadata?.uid ?? item, item]));
  return [...byUid.values()];
}

/** What is around the items of a LIST. */
interface Envelope {
  metadata?: { resourceVersion?: string; continue?: string } | null;
}

const metaSchema = z.object({ resourceVersion: z.string().optional(), continue: z.string().optional() }).nullish();

/** Whether an item can be an object; its `kind` is missing in most lists. */
function hasMetadata(item: unknown): boolean {
  const { metadata } = (item ?? {}) as { metadata?: unknown };
  return typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
}

/** Whether an answer is a list. A list of Go without items may have `null` in their place (encoding/json). */
function isList(answer: unknown): answer is Envelope {
  if (typeof answer !== 'object' || answer === null || !('items' in answer)) return false;
  const kind = 'kind' in answer ? answer.kind : 'List';
  if ('metadata' in answer && !metaSchema.safeParse(answer.metadata).success) return false;
  return typeof kind === 'string' && kind.endsWith('List') && (answer.items === null || Array.isArray(answer.items));
}

async function readPage<T>(
  api: ApiClient,
  kind: Kind<T>,
  selection: Selection,
  next: string | undefined,
  { signal, repeat = 'safe', whole = false, keep = (object) => object }: ListOptions<T>,
): Promise<{ items: T[]; resourceVersion: string; next: string | undefined }> {
  const { labelSelector, fieldSelector } = selection;
  const path = collectionPath(kind, selection.namespace);
  const { clock, pages } = api;
  const began = clock.now();
  const doing = `list ${formatCollection(kind, selection)}`;
  const page = api.call(
    {
      verb: 'LIST',
      method: 'GET',
      path: `${path}${query({ limit: pages.next, continue: next, labelSelector, fieldSelector })}`,
      doing,
      repeat,
      right: rightTo('list', kind, selection.namespace),
    },
    signal,
    async (answer, arrived) => {
      const foreign = (what: string) => foreignAnswer({ doing, path }, api.server, what);
      const items: T[] = [];
      const splitter = new ListSplitter((json) => {
        const object = JSON.parse(json) as T;
        if (!hasMetadata(object)) throw foreign('a list of something else than objects of Kubernetes');
        items.push(keep(whole ? trimmed(object) : trimmedInList(kind, object)));
      });
      for await (const chunk of unzipped(answer)) {
        arrived();
        splitter.push(chunk);
      }
      const answered = splitter.end();
      // Something else that answers 200 must not pass for a list without objects.
      if (!isList(answered)) throw foreign('something that is not a list');
      const { metadata } = answered;
      if (metadata?.continue && metadata.continue === next) throw foreign('the same page of a list again');
      return { items, resourceVersion: metadata?.resourceVersion ?? '', next: metadata?.continue };
    },
  );
  return page.then(
    (read) => {
      pages.read(read.items.length, clock.now() - began);
      return read;
    },
    (error: unknown) => {
      if (error instanceof ClusterError && error.unanswered) pages.failed();
      throw error;
    },
  );
}
