import { expect } from 'chai';
import { textList } from './text-list.ts';

describe('A list in one text', () => {
  for (const { text, items } of [
    { text: 'a', items: ['a'] },
    { text: 'a,b', items: ['a', 'b'] },
    { text: ' a , b ,, ', items: ['a', 'b'] },
    { text: 'a\nb\r\nc\n', items: ['a', 'b', 'c'] },
    { text: 'a, b\nc', items: ['a', 'b', 'c'] },
    { text: "'a, b', c", items: ['a, b', 'c'] },
    { text: '"GET /a,b"\nd', items: ['GET /a,b', 'd'] },
    { text: "it's, so", items: ["it's", 'so'] },
    { text: '', items: [] },
  ])
    it(JSON.stringify(text), () => expect(textList(text)).to.deep.equal(items));

  it('may be separated by more characters', () => expect(textList('a; b', ';')).to.deep.equal(['a', 'b']));

  it('is none when a quote is not closed, or something follows it', () => {
    expect(textList("'a, b")).to.equal(undefined);
    expect(textList("'a' b, c")).to.equal(undefined);
  });
});
