import { expect } from 'chai';
import { logLine } from '../lines/log-line.ts';
import { beginsLater } from './is-rotated.ts';

const line = (seq: number) => logLine({ run: 's1', kind: 'filled', seq }, 1_000);

describe('The log of a writer', () => {
  it('was rotated when it does not begin with the first line', () => {
    expect(beginsLater(`${line(1)}\n${line(2)}\n`)).to.equal(false);
    expect(beginsLater(`${line(120)}\n${line(121)}\n`)).to.equal(true);
  });

  it('was rotated when the first line of the file is cut off, or the file is new and empty', () => {
    expect(beginsLater(`${line(7).slice(300)}\n${line(8)}`)).to.equal(true);
    expect(beginsLater('')).to.equal(true);
  });
});
