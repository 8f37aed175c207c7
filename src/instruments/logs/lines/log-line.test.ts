import { expect } from 'chai';
import { FILLED_BYTES, LONG_BYTES, lineKinds } from './line-kinds.ts';
import { logLine, readLine } from './log-line.ts';
import { formatPlan, parsePlan, writingMs } from './line-plan.ts';

const AT = 1_764_300_000_000;

describe('A line of a log writer', () => {
  for (const kind of lineKinds)
    it(`of the kind ${kind} is read back whole, with its numbers`, () => {
      for (const seq of [1, 2, 3, 4, 1_000]) {
        const text = logLine({ run: 's1a', kind, seq }, AT);
        expect(text).to.not.match(/\n|\s$/);
        const bytes = Buffer.byteLength(text);
        const read = { run: 's1a', kind, seq, at: AT, bytes, writtenBytes: bytes, isWhole: true };
        expect(readLine(text)).to.deep.equal(read);
      }
    });

  it('is as long as the container runtime’s limit, one byte less and one more, and far longer', () => {
    const lengths = LONG_BYTES.map((_, index) => logLine({ run: 's1', kind: 'long', seq: index + 1 }, AT).length);
    expect(lengths).to.deep.equal(LONG_BYTES);
    expect(logLine({ run: 's1', kind: 'filled', seq: 9 }, AT)).to.have.length(FILLED_BYTES);
  });

  it('is JSON over four lines', () => {
    const lines = [1, 2, 3, 4].map((seq) => logLine({ run: 's1', kind: 'json', seq }, AT));
    expect(Object.keys(JSON.parse(lines.join('\n')) as object)).to.deep.equal(['first', 'second', 'third', 'last']);
  });

  const text = logLine({ run: 's1', kind: 'long', seq: 6 }, AT);
  for (const { how, changed, bytes } of [
    { how: 'cut', changed: text.slice(0, 16_384), bytes: 16_384 },
    { how: 'changed in one byte', changed: `${text.slice(0, -2)}x.`, bytes: text.length },
    { how: 'put behind something else', changed: `stdout F ${text}`, bytes: text.length + 9 },
    { how: 'trimmed', changed: logLine({ run: 's1', kind: 'json', seq: 2 }, AT).trim(), bytes: undefined },
  ])
    it(`that was ${how} is not whole`, () => {
      expect(readLine(changed)).to.include({ isWhole: false, ...(bytes !== undefined && { bytes }) });
    });

  it('is not found in other texts, nor in what follows a cut', () => {
    expect(readLine('listening on port 8080')).to.equal(undefined);
    expect(readLine(text.slice(16_384))).to.equal(undefined);
  });
});

describe('The plan of a log writer', () => {
  it('is an argument, and is read back', () => {
    for (const plan of [{ kind: 'steady', count: 1_000, perSecond: 50 } as const, { kind: 'burst', count: 9 } as const])
      expect(parsePlan(formatPlan(plan))).to.deep.equal(plan);
  });

  for (const text of ['steady', 'steady=', 'other=1', 'steady=1@', 'steady=1@0', 'steady=-1', 'steady=1x'])
    it(`is not ${text}`, () => expect(parsePlan(text)).to.equal(undefined));

  it('takes as long as its rates say', () => {
    expect(
      writingMs([
        { kind: 'steady', count: 1_000, perSecond: 50 },
        { kind: 'burst', count: 5_000 },
      ]),
    ).to.equal(20_000);
  });
});
