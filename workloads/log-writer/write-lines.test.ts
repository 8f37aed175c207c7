import { expect } from 'chai';
import { linesOfPart } from '../../src/instruments/logs/lines/line-plan.ts';
import { readLine } from '../../src/instruments/logs/lines/log-line.ts';
import { jumpingClock } from '../../src/time/clock.ts';
import { writeLines, type Writing } from './write-lines.ts';

async function written(writing: Omit<Writing, 'run'>, signal = new AbortController().signal) {
  let text = '';
  const chunks: string[] = [];
  const clock = jumpingClock();
  const account = await writeLines(
    { run: 's1', ...writing },
    { clock, signal, write: (chunk) => void ((text += chunk), chunks.push(chunk)) },
  );
  return { account, lines: text.split('\n').slice(0, -1).map(readLine), text, chunks, ms: clock.now() };
}

describe('A log writer', () => {
  it('writes all lines of each kind in their order, and says so', async () => {
    const { account, lines, ms } = await written({
      plan: [
        { kind: 'steady', count: 10, perSecond: 50 },
        { kind: 'json', count: 4 },
      ],
    });
    expect(lines.map((line) => `${line?.kind} ${line?.seq} ${line?.isWhole}`)).to.deep.equal([
      ...Array.from({ length: 10 }, (_, index) => `steady ${index + 1} true`),
      ...Array.from({ length: 4 }, (_, index) => `json ${index + 1} true`),
    ]);
    expect(ms).to.equal(180);
    const [start, end] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 180];
    expect(account).to.deep.equal({
      ...{ run: 's1', part: 1, parts: 1 },
      written: [
        { kind: 'steady', count: 10, from: start, to: end },
        { kind: 'json', count: 4, from: end, to: end },
      ],
    });
  });

  it('writes a burst in large pieces of whole lines', async () => {
    const { chunks, lines } = await written({ plan: [{ kind: 'burst', count: 2_000 }] });
    expect(lines.filter((line) => line?.isWhole)).to.have.length(2_000);
    expect(chunks.length).to.be.below(10);
    expect(chunks.every((chunk) => chunk.endsWith('\n'))).to.equal(true);
  });

  it('goes on in each part where the last one ended', async () => {
    const plan = [{ kind: 'steady', count: 10 }] as const;
    const parts = await Promise.all([1, 2, 3].map((part) => written({ plan, part, parts: 3 })));
    expect(parts.flatMap(({ lines }) => lines.map((line) => line?.seq))).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(parts.map(({ account }) => account.written[0]?.count)).to.deep.equal([3, 6, 10]);
    expect(linesOfPart(2, 1, 3)).to.deep.equal({ from: 0, to: 0 });
  });

  it('holds the other lines back until it is told to go on', async () => {
    const told = Promise.withResolvers<void>();
    const kinds: (string | undefined)[] = [];
    const writing = writeLines(
      {
        ...{ run: 's1', hold: { after: 'utf8', over: told.promise } },
        plan: [
          { kind: 'utf8', count: 2 },
          { kind: 'filled', count: 1 },
        ],
      },
      {
        ...{ clock: jumpingClock(), signal: new AbortController().signal },
        write: (text) =>
          void kinds.push(
            ...text
              .trimEnd()
              .split('\n')
              .map((line) => readLine(line)?.kind),
          ),
      },
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(kinds).to.deep.equal(['utf8', 'utf8']);
    told.resolve();
    await writing;
    expect(kinds).to.deep.equal(['utf8', 'utf8', 'filled']);
  });

  it('ends while it holds lines back', async () => {
    const ended = new AbortController();
    const hold = { after: 'utf8', over: new Promise<void>(() => {}) } as const;
    const writing = written({ plan: [{ kind: 'utf8', count: 1 }], hold }, ended.signal);
    ended.abort();
    expect((await writing).lines).to.have.length(1);
  });

  it('ends after a whole line when it has to, and says how many it wrote', async () => {
    const { account, text } = await written({ plan: [{ kind: 'steady', count: 10 }] }, AbortSignal.abort());
    expect(account.written).to.have.nested.property('[0].count', 0);
    expect(text).to.equal('');
  });
});
