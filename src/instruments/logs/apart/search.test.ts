import { expect } from 'chai';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { LogStoreTrouble, type LogQuestion, type StoredEntry } from '../stores/log-store.ts';
import { searchLines } from './search.ts';

const now = new Date('2026-01-01T12:00:00Z');
const look = { signal: new AbortController().signal } as Look;
const search = (fetch: (question: LogQuestion) => Promise<StoredEntry[]>) =>
  searchLines({
    store: { title: 'the store', count: async () => 0, fetch },
    cluster: { serverDate: () => now },
    ...{ run: 's1', namespaces: ['home', 'workloads'], most: 5, visible: '30s' },
  });

describe('A search for lines of another namespace', () => {
  it('asks for the namespace of the lines and for that of the writers', async () => {
    const asked: LogQuestion[] = [];
    const seen = await search(async (question) => {
      asked.push(question);
      return [{ text: question.namespace, time: undefined, labels: {} }];
    }).read(look);
    expect(seen).to.deep.equal({
      entries: ['home', 'workloads'].map((text) => ({ text, time: undefined, labels: {} })),
    });
    const since = new Date('2026-01-01T11:55:00Z');
    expect(asked.map(({ words, since: from }) => [words, from])).to.deep.equal([
      [['s1'], since],
      [['s1'], since],
    ]);
  });

  it('tells why the store could not be asked, and leaves other errors alone', async () => {
    const seen = await search(async () => {
      throw new LogStoreTrouble('the store answers 503');
    }).read(look);
    expect(seen).to.deep.equal({ entries: [], trouble: 'the store answers 503' });
    const error = await search(async () => {
      throw new TypeError('a bug');
    })
      .read(look)
      .catch((one: unknown) => one);
    expect(error).to.be.instanceOf(TypeError);
  });

  it('takes at least the 20 s that collectors need for a quiet file', () => {
    const { within } = searchLines({
      store: { title: 'the store', count: async () => 0, fetch: async () => [] },
      cluster: { serverDate: () => now },
      ...{ run: 's1', namespaces: [], most: 5, visible: '5s' },
    });
    expect(within).to.equal('20000ms');
  });
});
