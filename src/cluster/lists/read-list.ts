import type { ApiClient } from '../transport/api-client.ts';
import { ClusterError } from '../cluster-error.ts';
import type { Selection } from '../cluster.ts';
import type { Kind } from '../kind.ts';
import { ListSplitter } from './list-splitter.ts';
import { collectionPath, query, formatCollection } from '../paths.ts';
import { rightTo } from '../right-to.ts';
import { trimmed } from '../trimmed.ts';

/** Objects of one page. It is large, so that a LIST of thousands is one request: pages are read as a stream, so size costs no memory. */
const PAGE = 5_000;

export interface ListRead<T> {
  items: T[];
  resourceVersion: string;
}

/** All pages of a LIST, as one consistent state: all pages have the resource version of the first one. */
export async function readList<T>(
  api: ApiClient,
  kind: Kind<T>,
  selection: Selection,
  { signal, repeat = 'safe' }: { signal?: AbortSignal | undefined; repeat?: 'safe' | 'never' },
): Promise<ListRead<T>> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    try {
      const page = await readPage(api, kind, selection, next, { signal, repeat });
      for (const item of page.items) items.push(item);
      if (!page.next) return { items, resourceVersion: page.resourceVersion };
      next = page.next;
    } catch (error) {
      // Reading the pages took longer than the server keeps this state: begin again.
      if (next === undefined || !(error instanceof ClusterError) || error.code !== 'CLUSTER_GONE') throw error;
      items.length = 0;
      next = undefined;
    }
  }
}

async function readPage<T>(
  api: ApiClient,
  kind: Kind<T>,
  selection: Selection,
  next: string | undefined,
  { signal, repeat }: { signal: AbortSignal | undefined; repeat: 'safe' | 'never' },
): Promise<{ items: T[]; resourceVersion: string; next: string | undefined }> {
  const { labelSelector, fieldSelector } = selection;
  const path = collectionPath(kind, selection.namespace);
  return api.call(
    {
      verb: 'LIST',
      method: 'GET',
      path: `${path}${query({ limit: PAGE, continue: next, labelSelector, fieldSelector })}`,
      doing: `list ${formatCollection(kind, selection)}`,
      repeat,
      right: rightTo('list', kind, selection.namespace),
    },
    signal,
    async ({ body }) => {
      const items: T[] = [];
      const splitter = new ListSplitter((json) => items.push(trimmed(JSON.parse(json) as T)));
      for await (const chunk of body) splitter.push(chunk as Buffer);
      const { metadata } = splitter.end() as { metadata?: { resourceVersion?: string; continue?: string } };
      return { items, resourceVersion: metadata?.resourceVersion ?? '', next: metadata?.continue };
    },
  );
}
