import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import type { LogQuestion } from './log-store.ts';
import { openSearchServer, type Document } from './opensearch-server.fixture.ts';
import { openSearch } from './opensearch.ts';

const { fields, index } = configSchema.parse({}).logs;
const question: LogQuestion = {
  ...{ words: ['s1'], namespace: 'own', signal: new AbortController().signal },
  ...{ since: new Date('2026-11-28T03:00:00Z'), now: new Date('2026-11-28T03:05:00Z') },
};
/** As fluent-bit and the OpenTelemetry collector write them. */
const documents: Document[] = [
  {
    index: 'logs-1',
    source: {
      '@timestamp': '2026-11-28T03:01:00.123Z',
      log: 'run=s1 kind=steady seq=1',
      kubernetes: { namespace_name: 'own', pod_name: 'w-1', container_name: 'log-writer', host: 'node-1' },
    },
  },
  {
    index: 'otel-1',
    source: {
      '@timestamp': '2026-11-28T03:01:01Z',
      body: 'run=s1 kind=burst seq=2',
      resource: {
        'attributes.k8s.namespace.name': 'own',
        'attributes.k8s.pod.name': 'w-1',
        'attributes.k8s.container.name': 'log-writer',
        'attributes.k8s.node.name': 'node-1',
      },
    },
  },
  { index: 'logs-1', source: { '@timestamp': '2026-11-28T02:59:59Z', log: 'run=s1 too early' } },
  { index: 'logs-1', source: { '@timestamp': '2026-11-28T03:02:00Z', log: 'run=s2 of another' } },
];

describe('The client of OpenSearch and Elasticsearch, against a server that enforces the documentation', () => {
  it('counts and reads entries by words, since a time, with their labels', async () => {
    await using server = await started(documents);
    const store = openSearch(server.access, { fields, index });
    expect(await store.count(question)).to.equal(2);
    expect(await store.count({ ...question, words: ['s1', 'burst'] })).to.equal(1);
    const labels = { namespace: 'own', pod: 'w-1', container: 'log-writer', node: 'node-1' };
    expect(await store.fetch(question)).to.deep.equal([
      { text: 'run=s1 kind=steady seq=1', time: 1_795_834_860_123_000_000n, labels },
      { text: 'run=s1 kind=burst seq=2', time: 1_795_834_861_000_000_000n, labels },
    ]);
  });

  it('reads what has the labels of a pod and not the word', async () => {
    const [first, second] = documents;
    const mixed = [first, second].map((document, index) => ({
      index: 'logs-1',
      source: { ...document?.source, [index === 0 ? 'log' : 'body']: `order ${index} is paid` },
    }));
    const kubernetes = { namespace_name: 'shop', pod_name: 'w-1' };
    const ofShop = { index: 'logs-1', source: { ...first?.source, log: 'x', kubernetes } };
    await using server = await started([...documents, ...mixed, ofShop]);
    const store = openSearch(server.access, { fields, index });
    const others = { ...question, pod: 'w-1', without: 's1', most: 10 };
    expect((await store.fetchOthers?.(others))?.map(({ text }) => text)).to.deep.equal([
      'order 0 is paid',
      'order 1 is paid',
    ]);
    expect(await store.fetchOthers?.({ ...others, most: 1 })).to.have.length(1);
  });

  it('searches only in the configured indices and field', async () => {
    await using server = await started(documents);
    expect(await openSearch(server.access, { fields, index: 'otel-*,other' }).count(question)).to.equal(1);
    const named = { ...fields, message: 'log' };
    expect(await openSearch(server.access, { fields: named, index }).count(question)).to.equal(1);
  });

  it('reads more entries than fit into one answer, each once, copies included', async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 10, 28, 3, 1, second)).toISOString();
    const many = Array.from({ length: 250 }, (_, number) => ({
      index: 'logs-1',
      source: { '@timestamp': at(Math.floor(number / 20)), log: `run=s1 seq=${Math.min(number, 248)}` },
    }));
    await using server = await started(many);
    const found = await openSearch(server.access, { fields, index, page: 100 }).fetch(question);
    expect(found).to.have.length(250);
    expect(new Set(found.map(({ text }) => text)).size).to.equal(249);
  });

  it('says so when more entries than fit into one answer have the same time', async () => {
    const source = { '@timestamp': '2026-11-28T03:01:00Z', log: 'run=s1' };
    await using server = await started(Array.from({ length: 11 }, () => ({ index: 'logs-1', source })));
    expect(await failure(openSearch(server.access, { fields, index, page: 10 }).fetch(question))).to.equal(
      'the store has more than 10 entries of the same time',
    );
  });

  it('says so when it is refused, and trusts no answer of some shards only', async () => {
    await using refusing = await started(documents, { credentials: 'Basic abc' });
    expect(await failure(openSearch(refusing.access, { fields, index }).count(question))).to.match(
      /^LOG_STORE_REFUSED: the store answers 401: .*Unauthorized/,
    );
    await using halved = await started(documents, { failedShards: 1 });
    const store = openSearch(halved.access, { fields, index });
    expect(await failure(store.count(question))).to.equal('the store counted only some shards');
    expect(await failure(store.fetch(question))).to.equal('the store searched only some shards');
  });
});

async function started(...of: Parameters<typeof openSearchServer>) {
  const server = await openSearchServer(...of);
  return { ...server, [Symbol.asyncDispose]: () => server.close() };
}

async function failure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'it did not fail',
    (thrown: Error) => thrown.message,
  );
}
