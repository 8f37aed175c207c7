import { expect } from 'chai';
import { BEGAN, entries, entry, origin, writtenOf } from './ledger.fixture.ts';
import { changedText, duplicatesText, labelsText, lostText, orderText } from './ledger-texts.ts';
import { ledgerOf } from './ledger.ts';
import { formatRanges, rangesOf } from './ranges.ts';

const ten = writtenOf({ kind: 'steady', count: 10 });

describe('A ledger of lines', () => {
  it('of lines that all arrived once and whole has nothing to tell', () => {
    const ledger = ledgerOf(ten, entries('steady', 1, 10));
    expect(ledger).to.deep.equal({
      ...{ written: 10, arrived: 10, lost: [], changed: [], outOfOrder: 0, wrongLabels: [] },
      duplicated: { lines: 0, copies: 0, sameTime: 0 },
      steadyAt: Array.from({ length: 10 }, (_, index) => BEGAN + (index + 1) * 20),
    });
    for (const text of [lostText, changedText, duplicatesText, orderText]) expect(text(ledger)).to.equal(undefined);
    expect(labelsText(ledger, origin)).to.equal(undefined);
  });

  it('tells each hole as one piece with its numbers', () => {
    const ledger = ledgerOf(ten, [entry('steady', 1), ...entries('steady', 5, 8), entry('steady', 10)]);
    expect(lostText(ledger)).to.equal('4 of 10 steady lines are lost (number 2–4 and 9)');
    const both = ledgerOf(writtenOf({ kind: 'steady', count: 3 }, { kind: 'long', count: 1 }), [entry('steady', 1)]);
    expect(lostText(both)).to.equal('2 of 3 steady lines are lost (number 2–3), and 1 of 1 long');
    const whole = ledgerOf(writtenOf({ kind: 'steady', count: 3 }, { kind: 'long', count: 1 }), [entry('long', 1)]);
    expect(lostText(whole)).to.equal('3 of 3 steady lines are lost (all of them)');
  });

  it('says when nothing arrived, and leaves out lines of others and numbers that were not written', () => {
    const foreign = { ...entry('steady', 1), text: entry('steady', 1).text.replace('run=s1', 'run=s2') };
    const texts = [{ ...entry('steady', 1), text: 'listening' }, foreign, entry('steady', 11), entry('long', 1)];
    expect(lostText(ledgerOf(ten, texts))).to.equal('none of 10 lines arrived');
  });

  it('counts copies, and says when they have the same time', () => {
    const twice = [...entries('steady', 1, 10), ...entries('steady', 4, 6), entry('steady', 4)];
    const same = ledgerOf(ten, twice);
    expect(same.duplicated).to.deep.equal({ lines: 3, copies: 4, sameTime: 3 });
    expect(duplicatesText(same)).to.equal(
      '3 lines arrived more than once (4 copies, with the same time stamps: the collector sent them again)',
    );
    const later = ledgerOf(ten, [...entries('steady', 1, 10), entry('steady', 4, { time: 5n })]);
    expect(duplicatesText(later)).to.equal('1 line arrived more than once (1 copy)');
  });

  it('tells cut lines by what is left of them, and takes a whole copy for the line', () => {
    const long = writtenOf({ kind: 'long', count: 7 });
    const cut = (seq: number) => entry('long', seq, { text: entry('long', seq).text.slice(0, 16_384) });
    const ledger = ledgerOf(long, [...entries('long', 1, 4), cut(5), cut(6), cut(7)]);
    expect(changedText(ledger)).to.equal('3 lines are cut: long line 5 of 16385 bytes after 16384');
    expect(changedText(ledgerOf(long, [...entries('long', 1, 7), cut(7)]))).to.equal(undefined);
  });

  it('tells lines that were changed otherwise', () => {
    const changed = (text: string) => ledgerOf(ten, [...entries('steady', 2, 10), entry('steady', 1, { text })]);
    const { text } = entry('steady', 1);
    expect(changedText(changed(`${text.slice(0, -1)}E`))).to.equal(
      `1 line is not as written: steady line 1 (${text.length} bytes)`,
    );
    expect(changedText(changed(`stdout F ${text}`))).to.equal(
      `1 line is not as written: steady line 1 (${text.length} bytes became ${text.length + 9})`,
    );
  });

  it('counts lines with an earlier time than one before, whatever the order of the entries', () => {
    const [one, two, ...others] = entries('steady', 1, 10);
    expect(orderText(ledgerOf(ten, others.concat(two ?? [], one ?? [])))).to.equal(undefined);
    const early = ledgerOf(ten, [...entries('steady', 1, 9), entry('steady', 10, { time: 7n })]);
    expect(orderText(early)).to.equal('1 line has an earlier time than a line written before');
    const kinds = writtenOf({ kind: 'steady', count: 1 }, { kind: 'burst', count: 1 });
    expect(ledgerOf(kinds, [entry('steady', 1), entry('burst', 1, { time: 7n })]).outOfOrder).to.equal(1);
    expect(ledgerOf(ten, [entry('steady', 1, { time: undefined })]).outOfOrder).to.equal(0);
  });

  it('tells wrong and missing labels, the most frequent first', () => {
    const { node: _, ...without } = origin;
    const wrong = ledgerOf(ten, [
      ...entries('steady', 1, 7),
      entry('steady', 8, { labels: without }),
      entry('steady', 9, { labels: { ...origin, namespace: 'shop' } }),
      entry('steady', 10, { labels: { ...origin, namespace: 'shop' } }),
    ]);
    expect(labelsText(wrong, origin)).to.equal(
      '2 lines have namespace "shop" instead of "own"; 1 other value of labels is wrong too',
    );
    const missing = ledgerOf(ten, [entry('steady', 8, { labels: without })]);
    expect(labelsText(missing, origin)).to.equal('1 line has no label for the node');
  });

  it('finds the lines of a document that a collector has joined', () => {
    const json = writtenOf({ kind: 'json', count: 4 });
    const text = entries('json', 1, 4).map((one) => one.text);
    expect(ledgerOf(json, [entry('json', 1, { text: text.join('\n') })])).to.include({ arrived: 4, outOfOrder: 0 });
  });
});

describe('Ranges of numbers', () => {
  it('are as few as possible, and of many only some are written out', () => {
    expect(rangesOf([])).to.deep.equal([]);
    expect(rangesOf([1, 2, 3, 7, 9, 10])).to.deep.equal([
      [1, 3],
      [7, 7],
      [9, 10],
    ]);
    expect(formatRanges(rangesOf([5]))).to.equal('5');
    expect(formatRanges(rangesOf([1, 3, 5, 7, 9]))).to.equal('1, 3, 5 and 2 more places');
  });
});
