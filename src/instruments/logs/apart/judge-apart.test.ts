import { expect } from 'chai';
import { logLine } from '../lines/log-line.ts';
import type { StoredEntry } from '../stores/log-store.ts';
import { judgeApart, type LinesElsewhere } from './judge-apart.ts';

const origin = (node: string) => ({ namespace: 'home', pod: `agent-${node}`, container: 'probe-agent', node });
const written: LinesElsewhere = {
  run: 's1',
  lines: [
    { seq: 1, origin: origin('a') },
    { seq: 2, origin: origin('b') },
  ],
};
const by = { lookMs: 500, todo: 'look' };
const entry = (seq: number, labels: StoredEntry['labels'], run = 's1'): StoredEntry => ({
  ...{ text: logLine({ run, kind: 'steady', seq }, 0), time: 0n, labels },
});
const right = [entry(1, origin('a')), entry(2, origin('b'))];

describe('Lines of another namespace', () => {
  it('are apart when each is stored under its own origin', () => {
    expect(judgeApart({ entries: right }, written, by)).to.deep.equal({ state: 'ready' });
  });

  it('are not apart when one has the namespace of the writers', () => {
    const mixed = entry(2, { ...origin('b'), namespace: 'workloads' });
    expect(judgeApart({ entries: [...right, mixed] }, written, by)).to.deep.equal({
      state: 'fatal',
      reason: 'a line of pod home/agent-b on node b is stored with namespace "workloads" instead of "home"',
      todo: 'look',
    });
  });

  it('are told by the first label that is wrong, and how many there are', () => {
    const entries = [entry(1, { ...origin('a'), pod: 'writer' }), entry(2, {})];
    expect(judgeApart({ entries }, written, by)).to.include({
      reason:
        'a line of pod home/agent-a on node a is stored with pod "writer" instead of "agent-a"; 2 such lines in all',
    });
    expect(judgeApart({ entries: [entry(2, {})] }, written, by))
      .to.have.property('reason')
      .that.includes('no label for the namespace instead of "home"');
  });

  it('are waited for, and not judged where they do not arrive', () => {
    expect(judgeApart({ entries: [right[0]!, entry(2, origin('b'), 's2')] }, written, by)).to.deep.equal({
      ...{ state: 'not yet', reason: '1 of 2 lines have not arrived, the first from node b', progress: 1 },
      ...{ isUnjudged: true, todo: 'look', due: { inMs: 500 } },
    });
  });

  it('are not judged while the store does not answer', () => {
    expect(judgeApart({ entries: [], trouble: 'no answer' }, written, by)).to.include({
      ...{ state: 'not yet', reason: 'no answer', isUnjudged: true },
    });
  });
});
