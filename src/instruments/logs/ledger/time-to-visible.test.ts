import { expect } from 'chai';
import { figuresOf } from './figures.ts';
import { entries, writtenOf } from './ledger.fixture.ts';
import { ledgerOf } from './ledger.ts';
import { timeToVisible } from './time-to-visible.ts';

describe('The time until lines are visible', () => {
  it('is from the writing of each to the first count that has it', () => {
    const samples = [
      { at: 1_000, count: 0 },
      { at: 2_000, count: 3 },
      { at: 3_000, count: 3 },
      { at: 4_000, count: 4 },
    ];
    const seen = timeToVisible([500, 1_000, 1_500, 2_500], samples);
    expect(seen).to.deep.equal({
      ...{ p50: 1, p95: 1.5, p99: 1.5, max: 1.5 },
      overTime: { p50: { at: [0, 1, 2], values: [1, 0.5, 1.5] }, p99: { at: [0, 1, 2], values: [1.5, 0.5, 1.5] } },
    });
  });

  it('is not less than nothing where clocks differ', () => {
    expect(timeToVisible([5_000], [{ at: 4_000, count: 1 }])).to.deep.equal({ p50: 0, p95: 0, p99: 0, max: 0 });
  });

  it('is unknown without lines, and while lines are missing', () => {
    expect(timeToVisible([], [{ at: 1, count: 0 }])).to.equal(undefined);
    expect(timeToVisible([1, 2], [{ at: 3, count: 1 }])).to.equal(undefined);
  });

  it('is a measurement of each share, next to the counts', () => {
    expect(figuresOf(undefined, undefined)).to.deep.equal([]);
    const ledger = ledgerOf(writtenOf({ kind: 'steady', count: 3 }), entries('steady', 1, 2));
    const figures = figuresOf(ledger, { p50: 1.04, p95: 2, p99: 2, max: 2.55 });
    expect(figures.map(({ id, value, unit }) => `${id} ${value} ${unit}`)).to.deep.equal([
      ...['lines-written 3 count', 'lines-lost 1 count', 'lines-changed 0 count', 'lines-duplicated 0 count'],
      ...['lines-out-of-order 0 count', 'time-to-visible-p50 1 seconds', 'time-to-visible-p95 2 seconds'],
      ...['time-to-visible-p99 2 seconds', 'time-to-visible-max 2.6 seconds'],
    ]);
    const shown = { at: [0, 1], values: [1.04, 1.96] };
    const timed = figuresOf(ledger, { p50: 1, p95: 2, p99: 2, max: 2, overTime: { p99: shown } });
    expect(timed.flatMap(({ id, overTime }) => (overTime ? [{ id, overTime }] : []))).to.deep.equal([
      { id: 'time-to-visible-p99', overTime: { at: [0, 1], values: [1, 2] } },
    ]);
  });
});
