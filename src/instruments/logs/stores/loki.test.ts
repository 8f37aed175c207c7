import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import type { LogQuestion } from './log-store.ts';
import { lokiServer, type LokiEntry } from './loki-server.fixture.ts';
import { loki } from './loki.ts';

const { fields } = configSchema.parse({}).logs;
const since = new Date('2026-11-28T03:00:00Z');
const now = new Date('2026-11-28T03:05:00Z');
const question: LogQuestion = {
  ...{ words: ['s1'], namespace: 'own', signal: new AbortController().signal },
  ...{ since, now },
};
const start = BigInt(since.getTime()) * 1_000_000n;
const stream = { namespace: 'own', pod: 'w-1', container: 'log-writer', node_name: 'node-1' };
const line = (number: number, of: Partial<LokiEntry> = {}): LokiEntry => ({
  ...{ stream, at: start + BigInt(number) * 1_000n, line: `run=s1 kind=steady seq=${number}` },
  ...of,
});

describe('The client of Loki, against a server that enforces the documentation', () => {
  it('counts and reads entries of the namespace by words, since a time, with their labels', async () => {
    const others = [line(3, { stream: { ...stream, namespace: 'shop' } }), line(4, { line: 'run=s2' })];
    await using server = await started([line(-1), line(1), line(2, { line: 'run=s1 kind=burst' }), ...others]);
    const store = loki(server.access, { fields });
    expect(await store.count(question)).to.equal(2);
    expect(await store.count({ ...question, words: ['s1', 'burst'] })).to.equal(1);
    expect(await store.count({ ...question, words: ['s3'] })).to.equal(0);
    const labels = { namespace: 'own', pod: 'w-1', container: 'log-writer', node: 'node-1' };
    expect(await store.fetch(question)).to.deep.equal([
      { text: 'run=s1 kind=steady seq=1', time: start + 1_000n, labels },
      { text: 'run=s1 kind=burst', time: start + 2_000n, labels },
    ]);
  });

  it('reads more entries than fit into one answer, each once', async () => {
    await using server = await started(Array.from({ length: 250 }, (_, number) => line(number)));
    const found = await loki(server.access, { fields, page: 100 }).fetch(question);
    expect(found.map(({ text }) => text)).to.deep.equal(
      Array.from({ length: 250 }, (_, number) => `run=s1 kind=steady seq=${number}`),
    );
  });

  it('says so when more entries than fit into one answer have the same time', async () => {
    const same = Array.from({ length: 11 }, (_, number) => line(number, { at: start }));
    await using server = await started(same);
    expect(await failure(loki(server.access, { fields, page: 10 }).fetch(question))).to.equal(
      'the store has more than 10 entries of the same time',
    );
  });

  it('reads what has the labels of a pod and not the word, wherever the name of the pod is kept', async () => {
    const { pod: _, ...without } = stream;
    const mixed = { ...line(3, { line: 'order 7 is paid' }), stream: { ...without, k8s_pod_name: 'w-1' } };
    const ofShop = { ...stream, pod: 'w-10' };
    await using server = await started([
      ...[line(1), line(-1, { line: 'too early' }), line(2, { line: 'order 6 is paid' }), mixed],
      ...[line(4, { line: 'x', stream: ofShop }), line(5, { line: 'x', stream: { ...stream, namespace: 'shop' } })],
    ]);
    const store = loki(server.access, { fields });
    const others = { ...question, pod: 'w-1', without: 's1', most: 10 };
    const labels = { namespace: 'own', pod: 'w-1', container: 'log-writer', node: 'node-1' };
    expect(await store.fetchOthers?.(others)).to.deep.equal([
      { text: 'order 6 is paid', time: start + 2_000n, labels },
      { text: 'order 7 is paid', time: start + 3_000n, labels },
    ]);
    expect(await store.fetchOthers?.({ ...others, most: 1 })).to.have.length(1);
    await using empty = await started([]);
    expect(await loki(empty.access, { fields }).fetchOthers?.(others)).to.deep.equal([]);
  });

  it('asks as the configured tenant, and finds nothing as another one', async () => {
    await using server = await started([line(1)], { tenant: 'team-a' });
    expect(await loki(server.accessWith({ 'X-Scope-OrgID': 'team-a' }), { fields }).count(question)).to.equal(1);
    expect(await loki(server.accessWith({ 'X-Scope-OrgID': 'team-b' }), { fields }).count(question)).to.equal(0);
    expect(await loki(server.accessWith({ 'X-Scope-OrgID': 'team-b' }), { fields }).fetch(question)).to.deep.equal([]);
    expect(await failure(loki(server.access, { fields }).count(question))).to.match(
      /^LOG_STORE_REFUSED: the store answers 401: no org id\n.*\n {2}do: +set logs\.headers /,
    );
  });

  it('says which labels there are when that of the namespace is not among them', async () => {
    await using server = await started([line(1, { stream: { app: 'web', team: 'a' } })]);
    expect(await failure(loki(server.access, { fields }).count(question))).to.match(
      /^LOG_STORE_LABEL: the store has only the labels app, team\n {2}expected: a label with the namespace of pods\n/,
    );
    const named = { ...fields, namespace: 'ns' };
    expect(await failure(loki(server.access, { fields: named }).fetch(question))).to.match(
      /expected: the label ns \(logs\.fields\.namespace\)/,
    );
  });
});

async function started(entries: readonly LokiEntry[], options: { tenant?: string } = {}) {
  const server = await lokiServer(entries, { now: BigInt(now.getTime()) * 1_000_000n, ...options });
  return { ...server, [Symbol.asyncDispose]: () => server.close() };
}

async function failure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'it did not fail',
    (thrown: Error) => thrown.message,
  );
}
