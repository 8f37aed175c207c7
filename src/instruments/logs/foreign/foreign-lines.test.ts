import { expect } from 'chai';
import { entry, origin, writtenOf } from '../ledger/ledger.fixture.ts';
import { logLine } from '../lines/log-line.ts';
import type { StoredEntry } from '../stores/log-store.ts';
import { foreignText, linesOfOthers, MOST_FOREIGN, notInLog } from './foreign-lines.ts';

const written = writtenOf({ kind: 'long', count: 7 }, { kind: 'steady', count: 10 });
const of = (text: string, labels: StoredEntry['labels'] = {}): StoredEntry => ({
  ...{ text, time: 1n },
  labels: { ...origin, ...labels },
});
const CONTAINERS = ['log-writer', 'mesh-proxy'];

describe('What is stored as lines of a writer', () => {
  it('is foreign when it has not its run word, whatever container it is said to be of', () => {
    const entries = [
      ...[entry('steady', 1), of('order 7 is paid'), of('order 8\nis paid', { container: 'shop' })],
      ...[of('', {}), of('  ')],
    ];
    expect(linesOfOthers(entries, written, CONTAINERS)).to.deep.equal(['order 7 is paid', 'order 8', 'is paid']);
  });

  it('is not foreign when it is of another pod, or of a container that something added to the pod, or about the pod', () => {
    const { container: _, ...aboutPod } = origin;
    const entries = [
      ...[of('x', { pod: 'w-11' }), of('x', { namespace: 'shop' }), of('x', { container: 'mesh-proxy' })],
      { text: 'Started container', time: 1n, labels: aboutPod },
    ];
    expect(linesOfOthers(entries, written, CONTAINERS)).to.deep.equal([]);
  });

  it('is not foreign when it is the rest of a line that was cut, wherever that was', () => {
    const line = logLine({ run: 's1', kind: 'long', seq: 7 }, 0);
    const cuts = [1_024, 16_384, line.length - 1].map((at) => of(line.slice(at)));
    expect(linesOfOthers(cuts, written, CONTAINERS)).to.deep.equal([]);
    expect(linesOfOthers([of(`${line.slice(20_000, 30_000)} order 7`)], written, CONTAINERS)).to.have.length(1);
  });
});

describe('Lines without the run word', () => {
  const first = logLine({ run: 's1', kind: 'long', seq: 1 }, 0);

  it('are its own when they are in the log of the pod, such as those of an agent that was injected', () => {
    const log = `agent 1.2 is loaded\n${first}\n`;
    expect(notInLog(['agent 1.2 is loaded ', 'order 7 is paid'], written, log)).to.deep.equal({
      lines: ['order 7 is paid'],
    });
  });

  it('are not judged when the beginning of that log is gone', () => {
    const unjudged =
      '1 stored lines of its pod have not its run word, and the beginning of its own log is gone: whether it wrote them is not known';
    const later = logLine({ run: 's1', kind: 'long', seq: 2 }, 0);
    for (const log of [undefined, '', later, logLine({ run: 's1', kind: 'steady', seq: 1 }, 0)])
      expect(notInLog(['order 7 is paid'], written, log)).to.deep.equal({ unjudged });
    expect(notInLog([], written, undefined)).to.deep.equal({ lines: [] });
  });

  it('are shown by one example, as one line without credentials', () => {
    const text = (...lines: string[]) => foreignText({ lines }, origin);
    expect(text()).to.equal(undefined);
    expect(foreignText(undefined, origin)).to.equal(undefined);
    expect(text('login with password=hunter2 \u001B[31mfailed')).to.equal(
      '1 line that it did not write is stored as those of pod own/w-1, such as "login with password=*** failed"',
    );
    const [, example = ''] = /such as "(.*)"$/.exec(text('order 7 '.repeat(500), 'y') ?? '') ?? [];
    expect(example)
      .to.match(/^order 7 order .*…/)
      .and.to.have.lengthOf(200);
    const many = Array.from({ length: MOST_FOREIGN }, () => 'x');
    expect(text(...many)).to.match(/^1000 or more lines that it did not write are /);
  });
});
