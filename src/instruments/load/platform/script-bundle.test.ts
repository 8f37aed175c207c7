import { expect } from 'chai';
import type { ShakedownError } from '../../../errors/shakedown-error.ts';
import { bundle, CONFIG_MAP_BYTES } from './script-bundle.ts';

const file = (name: string, bytes = 10) => ({ name, content: Buffer.alloc(bytes, 'x') });
const thrown = (...files: ReturnType<typeof file>[]) => {
  try {
    bundle(files, './scripts');
  } catch (error) {
    return (error as ShakedownError).seen;
  }
  return 'nothing thrown';
};

describe('Scripts for ConfigMaps', () => {
  it('go into one when they fit', () => {
    const parts = bundle([file('b.py'), file('a.json')], '.');
    expect(parts.map((part) => part.map(({ name }) => name))).to.deep.equal([['a.json', 'b.py']]);
  });

  it('go into several when they do not', () => {
    const parts = bundle([file('a.py', 600_000), file('b.csv', 600_000), file('c.py', 100_000)], '.');
    expect(parts.map((part) => part.map(({ name }) => name))).to.deep.equal([['a.py'], ['b.csv', 'c.py']]);
  });

  it('are refused when one alone is too large, or all together are', () => {
    expect(thrown(file('a.py'), file('users.csv', CONFIG_MAP_BYTES + 1))).to.equal(
      './scripts: users.csv has 1000001 bytes; a ConfigMap holds 1000000: put large data into the image',
    );
    expect(thrown(...Array.from({ length: 9 }, (_, index) => file(`${index}.py`, 900_000)))).to.equal(
      './scripts: its files fill 9 ConfigMaps; at most 8 are used: put large data into the image',
    );
  });

  it('are refused with every name that a ConfigMap does not take', () => {
    expect(thrown(file('my script.py'), file('..x.py'), file('ok.py'))).to.equal(
      "./scripts: the name of a file is 'my script.py': a ConfigMap takes letters, digits, '-', '_' and '.' only; rename it\n" +
        "the name of a file is '..x.py': a ConfigMap takes no name that begins with '..'",
    );
  });

  it('may be in directories, whose names follow the same rule', () => {
    expect(bundle([file('lib/cart.py'), file('buy.py')], '.')[0]?.map(({ name }) => name)).to.deep.equal([
      ...['buy.py', 'lib/cart.py'],
    ]);
    expect(thrown(file('a.py'), file('my lib/b.py'), file('../c.py'), file('lib//d.py'))).to.equal(
      "./scripts: the name of a file is 'my lib/b.py': a ConfigMap takes letters, digits, '-', '_' and '.' only; rename it\n" +
        "the name of a file is '../c.py': a ConfigMap takes no name that begins with '..'\n" +
        "the name of a file is 'lib//d.py': a ConfigMap takes letters, digits, '-', '_' and '.' only; rename it",
    );
    expect(thrown(file(`a.py`), file(`${'x/'.repeat(100)}b.py`))).to.match(
      /is 304 characters long, at most 253 are allowed/,
    );
  });

  it('are refused when there is none', () => {
    expect(thrown()).to.equal('./scripts: it is empty');
    expect(thrown(file('notes.txt'))).to.equal('./scripts: none of its 1 files ends in .py');
  });
});
