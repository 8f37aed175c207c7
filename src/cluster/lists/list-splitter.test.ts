import { expect } from 'chai';
import { ListSplitter } from './list-splitter.ts';

function split(text: string, size: number): { items: unknown[]; envelope: unknown } {
  const items: unknown[] = [];
  const splitter = new ListSplitter((json) => items.push(JSON.parse(json)));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
  return { items, envelope: splitter.end() };
}

const items = [
  { metadata: { name: 'a' }, text: 'quotes " and \\ and } ] { [ in it', items: [1, { items: [] }] },
  { metadata: { name: 'äöü €' }, empty: {}, list: [[], [{}]] },
  { metadata: { name: 'c' } },
];
const list = { kind: 'List', metadata: { resourceVersion: '7', continue: 'x' }, items, after: { items: [4] } };

describe('a LIST that is cut into items while it arrives', () => {
  for (const size of [1, 2, 3, 7, 64, 10_000])
    it(`is whole when it comes in pieces of ${size} bytes`, () => {
      expect(split(JSON.stringify(list, null, size % 3), size)).to.deep.equal({
        items,
        envelope: { ...list, items: [] },
      });
    });

  it('may have no items', () => {
    expect(split('{"items":[],"metadata":{"resourceVersion":"1"}}', 5)).to.deep.equal({
      items: [],
      envelope: { items: [], metadata: { resourceVersion: '1' } },
    });
    expect(split('{"metadata":{},"items":null}', 5).items).to.deep.equal([]);
  });

  it('that ends in the middle is an error', () => {
    const text = JSON.stringify(list);
    expect(() => split(text.slice(0, text.indexOf('"c"')), 16)).to.throw(SyntaxError);
  });
});
