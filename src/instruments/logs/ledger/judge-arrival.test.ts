import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { judgeArrival, LATE_LOOKS, remarksOf, type Arrival, type ArrivalBudget } from './judge-arrival.ts';
import { entries, entry, origin, writtenOf } from './ledger.fixture.ts';
import { ledgerOf } from './ledger.ts';
import type { StoredEntry } from '../stores/log-store.ts';

const { budget } = configSchema.parse({}).logs;
const todo = 'look at the collector';
const by = { written: { origin }, budget, visibleMs: 60_000, lookMs: 500, todo };
const judge = (arrival: Partial<Arrival>, of: Partial<ArrivalBudget> = {}) =>
  judgeArrival(
    { endedMs: 30_000, count: 10, sameLooks: LATE_LOOKS, ...arrival },
    { ...by, budget: { ...budget, ...of } },
  );
const of = (found: readonly StoredEntry[]) => ledgerOf(writtenOf({ kind: 'steady', count: 10 }), found);
const all = entries('steady', 1, 10);
const again = { due: { inMs: 500 } };

describe('Whether the lines of a writer have arrived', () => {
  it('is so when all are there, and no copy came in two more looks', () => {
    expect(judge({ ledger: of(all) })).to.deep.equal({ state: 'ready' });
    expect(judge({ ledger: of(all), sameLooks: 1 })).to.deep.include({
      ...{ state: 'not yet', due: { inMs: 1_500, lasts: true } },
      reason: 'all lines have arrived, and copies may be late',
    });
  });

  it('is not known while the writer writes, before the entries are read, and while the store does not answer', () => {
    const writing = { state: 'not yet', reason: 'its writer still writes', progress: 3, isUnjudged: true, ...again };
    expect(judgeArrival({ count: 3, sameLooks: 0 }, by)).to.deep.equal(writing);
    expect(judge({})).to.deep.equal({ state: 'not yet', reason: '10 entries have arrived', progress: 10, ...again });
    expect(judge({ trouble: 'it answers 503' })).to.deep.equal({
      state: 'not yet',
      reason: 'it answers 503',
      ...again,
    });
  });

  it('is waited for when lines are missing, which is no verdict before 20 s, until the time is over', () => {
    const lost = {
      ...{ state: 'not yet', reason: '1 of 10 steady lines are lost (number 10)', progress: 9, todo, ...again },
      counts: 'written 10, arrived 9, changed 0, copies 0, out of order 0',
    };
    const ledger = of(entries('steady', 1, 9));
    expect(judge({ ledger })).to.deep.equal(lost);
    expect(judge({ ledger, endedMs: 19_999 })).to.deep.equal({ ...lost, isUnjudged: true });
    const { progress: _, due: __, ...red } = lost;
    expect(judge({ ledger, endedMs: 60_000 })).to.deep.equal({ ...red, state: 'fatal' });
    expect(judge({ ledger }, { lost: 1 })).to.deep.equal({ state: 'ready' });
    expect(judge({ ledger, endedMs: 19_999 }, { lost: 1 })).to.include({ state: 'not yet' });
  });

  for (const { what, found, reason, allowed } of [
    {
      what: 'changed',
      found: [...entries('steady', 1, 9), entry('steady', 10, { text: entry('steady', 10).text.slice(0, -4) })],
      reason: /^1 line is cut: steady line 10 of 117 bytes after 113$/,
      allowed: { changed: 1 },
    },
    {
      what: 'copied',
      found: [...all, entry('steady', 3)],
      reason: /^1 line arrived more than once \(1 copy, /,
      allowed: { duplicated: 1 },
      budget: { duplicated: 0 },
    },
    {
      what: 'out of order',
      found: [...entries('steady', 1, 9), entry('steady', 10, { time: 1n })],
      reason: /^1 line has an earlier time/,
      allowed: { outOfOrder: 1 },
      budget: { outOfOrder: 0 },
    },
  ])
    it(`is not so when more lines are ${what} than the budget allows: waiting does not help`, () => {
      const none = { changed: 0, duplicated: 0, outOfOrder: 0 };
      const verdict = judge({ ledger: of(found) }, none);
      expect(verdict).to.include({ state: 'fatal', todo });
      expect(verdict).to.have.property('reason').that.matches(reason);
      expect(judge({ ledger: of(found) }, { ...none, ...allowed })).to.deep.equal({ state: 'ready' });
      expect(remarksOf(of(found))).to.have.length(1);
    });

  it('is not so when a label is wrong', () => {
    const ledger = of([...entries('steady', 1, 9), entry('steady', 10, { labels: { ...origin, pod: 'other' } })]);
    expect(judge({ ledger })).to.include({ state: 'fatal', reason: '1 line has pod "other" instead of "w-1"' });
  });

  it('is not so when lines that it did not write are stored as its own', () => {
    const foreign = { lines: ['order 7 is paid'] };
    expect(judge({ ledger: of(all), foreign })).to.include({
      state: 'fatal',
      reason: '1 line that it did not write is stored as those of pod own/w-1, such as "order 7 is paid"',
    });
    expect(judge({ ledger: of(all), foreign: { lines: [] } })).to.deep.equal({ state: 'ready' });
  });

  it('is told with what is not known of lines of others', () => {
    const foreign = { unjudged: 'the store cannot be asked for them' };
    expect(judge({ ledger: of(all), foreign })).to.deep.equal({ state: 'ready' });
    expect(remarksOf(of(all), foreign)).to.deep.equal([foreign.unjudged]);
  });

  it('takes copies and the order for no fault by default, because collectors promise neither', () => {
    const ledger = of([...entries('steady', 1, 9), entry('steady', 10, { time: 1n }), entry('steady', 3)]);
    expect(judge({ ledger })).to.deep.equal({ state: 'ready' });
  });
});
