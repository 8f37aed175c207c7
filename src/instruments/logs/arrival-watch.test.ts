import { expect } from 'chai';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import type { Look } from '../../conditions/waiting/condition.ts';
import { ArrivalWatch } from './arrival-watch.ts';
import { BEGAN, entries, origin, writtenOf } from './ledger/ledger.fixture.ts';
import { logLine } from './lines/log-line.ts';
import {
  LogStoreTrouble,
  type LogQuestion,
  type LogStore,
  type StoredEntry,
  type StreamQuestion,
} from './stores/log-store.ts';

const ref = { namespace: 'own', name: 'w-1' };

/** A watch at a store whose entries and troubles the test sets, and a pod whose state it sets. */
function watched(options: { endsByDeletion?: boolean } = {}) {
  const world = {
    kept: [] as StoredEntry[],
    mixed: [] as StoredEntry[],
    askedFor: [] as StreamQuestion[],
    log: '',
    trouble: undefined as Error | undefined,
    fetched: 0,
    asked: [] as LogQuestion[],
    now: BEGAN,
    pod: { metadata: { name: 'w-1' }, status: running } as Pod | undefined,
  };
  const store: LogStore = {
    title: 'the store',
    count: async (question) => {
      if (world.trouble) throw world.trouble;
      world.asked.push(question);
      return world.kept.filter(({ text }) => question.words.every((word) => text.includes(word))).length;
    },
    fetch: async () => {
      world.fetched += 1;
      return world.kept;
    },
    fetchOthers: async (question) => {
      world.askedFor.push(question);
      return world.mixed;
    },
  };
  const written = writtenOf({ kind: 'steady', count: 10 });
  const cluster = { serverDate: () => new Date(world.now) };
  const watch = new ArrivalWatch({ store, written, since: new Date(BEGAN), cluster, ...options });
  const look = async (last = false) => {
    const at = {
      last,
      signal: new AbortController().signal,
      get: async () => world.pod,
      cluster: { logs: async () => world.log },
    } as unknown as Look;
    const seen = await watch.read(at, ref);
    world.now += 500;
    return seen;
  };
  return { world, watch, look };
}

const running = {
  phase: 'Running',
  containerStatuses: [{ name: 'log-writer', state: { running: {} } }],
} as Pod['status'];
const account = {
  ...{ run: 's1', part: 1, parts: 1, written: [{ kind: 'steady', count: 10, from: BEGAN, to: BEGAN + 200 }] },
};
const terminated = { exitCode: 0, message: JSON.stringify(account) };
const ended = {
  status: { phase: 'Succeeded', containerStatuses: [{ name: 'log-writer', state: { terminated } }] },
} as Pod;

describe('A watch of arriving lines', () => {
  it('counts while lines are written, and reads them when the count does not change any more', async () => {
    const { world, watch, look } = watched();
    expect(await look()).to.deep.equal({ count: 0, sameLooks: 0 });
    world.kept = entries('steady', 1, 10);
    world.pod = ended;
    expect(await look()).to.deep.equal({ endedMs: 300, count: 10, sameLooks: 0 });
    await look();
    expect(world.fetched).to.equal(0);
    expect(await look()).to.have.nested.property('ledger.arrived', 10);
    expect(await look()).to.include({ sameLooks: 1 });
    expect(world.askedFor).to.deep.equal([]);
    expect(world.fetched).to.equal(1);
    expect(watch.timeToVisible()).to.deep.equal({ p50: 0.38, p95: 0.48, p99: 0.48, max: 0.48 });
  });

  it('measures also lines that arrive after the first reading', async () => {
    const { world, watch, look } = watched();
    world.pod = ended;
    world.kept = entries('steady', 1, 9);
    for (let looks = 0; looks < 4; looks += 1) await look();
    expect(watch.timeToVisible()).to.equal(undefined);
    world.kept = entries('steady', 1, 10);
    for (let looks = 0; looks < 3; looks += 1) await look();
    expect(world.fetched).to.equal(2);
    expect(watch.timeToVisible()).to.have.property('max', 1.8);
  });

  it('reads again when copies come late, and measures no time then', async () => {
    const { world, watch, look } = watched();
    world.kept = entries('steady', 1, 10);
    world.pod = ended;
    for (let looks = 0; looks < 3; looks += 1) await look();
    world.kept = [...world.kept, ...entries('steady', 1, 2)];
    for (let looks = 0; looks < 3; looks += 1) await look();
    expect(watch.ledger?.duplicated.copies).to.equal(2);
    expect(watch.timeToVisible()).to.equal(undefined);
  });

  it('reads at its last look what is there', async () => {
    const { world, look } = watched();
    world.pod = ended;
    world.kept = entries('steady', 1, 4);
    expect(await look(true)).to.have.nested.property('ledger.arrived', 4);
  });

  it('asks for the lines of its writer, from before it was created on', async () => {
    const { world, look } = watched();
    await look();
    expect(world.asked.map(({ words, namespace, since }) => ({ words, namespace, since }))).to.deep.equal([
      { words: ['s1'], namespace: 'own', since: new Date(BEGAN - 300_000) },
      { words: ['s1', 'steady'], namespace: 'own', since: new Date(BEGAN - 300_000) },
    ]);
  });

  it('says why the store does not answer, and lets what is no trouble of the moment end it', async () => {
    const { world, look } = watched();
    world.trouble = new LogStoreTrouble('the store answers 503');
    expect(await look()).to.deep.equal({ count: 0, sameLooks: 0, trouble: 'the store answers 503' });
    world.trouble = new TypeError('a bug');
    expect(await look().catch((error: Error) => error.message)).to.equal('a bug');
  });

  it('asks at last for other lines under the labels of its writer, which its own log may explain', async () => {
    const { world, watch, look } = watched();
    world.kept = entries('steady', 1, 10);
    world.pod = ended;
    const foreign = async (...texts: string[]) => {
      world.mixed = texts.map((text) => ({ text, time: 1n, labels: origin }));
      for (let looks = 0; looks < 5; looks += 1) await look();
      return watch.foreign;
    };
    expect(await foreign()).to.deep.equal({ lines: [] });
    const [asked] = world.askedFor;
    const { namespace, pod, without, most, since } = asked ?? ({} as StreamQuestion);
    expect({ namespace, pod, without, most, since }).to.deep.equal({
      ...{ namespace: 'own', pod: 'w-1', without: 's1', most: 1_000, since: new Date(BEGAN - 300_000) },
    });
    expect(await foreign('agent is loaded')).to.have.property('unjudged');
    world.log = `agent is loaded\n${logLine({ run: 's1', kind: 'steady', seq: 1 }, BEGAN)}\n`;
    expect(await foreign('agent is loaded', 'order 7 is paid')).to.deep.equal({ lines: ['order 7 is paid'] });
  });

  it('ends when its writer is broken', async () => {
    const { world, look } = watched();
    world.pod = undefined;
    expect(await look().catch((error: Error) => error.message)).to.match(
      /^LOG_WRITER_BROKEN: its pod was deleted\n.*\n {2}do: +kubectl -n own describe pod w-1$/,
    );
  });

  it('takes the deletion of its pod for the end of a writer that writes its last lines then', async () => {
    const { world, look } = watched({ endsByDeletion: true });
    expect(await look()).to.deep.equal({ count: 0, sameLooks: 0 });
    world.pod = undefined;
    expect(await look()).to.include({ endedMs: 0 });
    expect(await look()).to.include({ endedMs: 500 });
  });
});
