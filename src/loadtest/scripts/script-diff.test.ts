import { expect } from 'chai';
import { scriptDifferences } from './script-diff.ts';

const files = (texts: Record<string, string>) =>
  new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));

describe('The difference between scripts there and scripts wanted', () => {
  it('names each file and what happens to it', () => {
    const there = files({ 'a.py': 'same\n', 'b.py': 'old\n', 'c.py': 'gone\n' });
    const wanted = files({ 'a.py': 'same\n', 'b.py': 'new\n', 'd.py': 'fresh\n' });
    expect(scriptDifferences(there, wanted)).to.deep.equal([
      { name: 'a.py', change: 'same', lines: [] },
      { name: 'b.py', change: 'changed', lines: ['- old', '+ new'] },
      { name: 'c.py', change: 'removed', lines: ['- gone'] },
      { name: 'd.py', change: 'added', lines: ['+ fresh'] },
    ]);
  });

  it('shows the lines that changed and two around them', () => {
    const there = files({ 'a.py': '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n' });
    const wanted = files({ 'a.py': '1\n2\n3\nfour\n5\n6\n7\n8\n9\n10\n12\n' });
    expect(scriptDifferences(there, wanted)[0]?.lines).to.deep.equal([
      ...['  2', '  3', '- 4', '+ four', '  5', '  6', '  …', '  9', '  10', '- 11', '  12'],
    ]);
  });

  it('shows no lines of a file that is not text', () => {
    const there = new Map([['data.bin', Buffer.from([0, 1])]]);
    const wanted = new Map([['data.bin', Buffer.from([0, 2])]]);
    expect(scriptDifferences(there, wanted)).to.deep.equal([{ name: 'data.bin', change: 'changed', lines: [] }]);
  });

  it('also compares files of many lines', () => {
    const many = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word}${index}`).join('\n');
    const [difference] = scriptDifferences(files({ 'a.py': many('a') }), files({ 'a.py': many('b') }));
    expect(difference?.lines).to.have.length(10_000);
  });
});
