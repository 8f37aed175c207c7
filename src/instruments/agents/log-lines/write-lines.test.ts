import { expect } from 'chai';
import { AgentLost } from '../fleet/agent-lost.ts';
import { writeLines } from './write-lines.ts';

const { signal } = new AbortController();
const agent = (node: string, trouble?: Error) => ({
  node,
  writeLine: async ({ seq }: { run: string; seq: number }) => {
    if (trouble) throw trouble;
    return { namespace: 'home', pod: `agent-${seq}`, container: 'probe-agent', node };
  },
});

describe('Lines of agents', () => {
  it('have a number each, and say where they were written', async () => {
    const { lines, ...rest } = await writeLines([agent('a'), agent('b')], { run: 's1', most: 10 }, signal);
    expect(rest).to.deep.equal({ run: 's1', lost: [] });
    expect(lines.map(({ origin }) => origin.node)).to.have.members(['a', 'b']);
    for (const { seq, origin } of lines)
      expect(origin).to.include({ namespace: 'home', pod: `agent-${seq}`, container: 'probe-agent' });
  });

  it('come from a sample of the agents, another one in each run', async () => {
    const all = Array.from({ length: 20 }, (_, index) => agent(`node-${index}`));
    const nodes = async (run: string) =>
      (await writeLines(all, { run, most: 3 }, signal)).lines.map(({ origin }) => origin.node);
    expect(await nodes('s1'))
      .to.have.lengthOf(3)
      .and.to.deep.equal(await nodes('s1'));
    expect(await nodes('s1')).not.to.deep.equal(await nodes('s2'));
  });

  it('leave out agents that are lost, unless all are', async () => {
    const lost = agent('b', new AgentLost('b', 'gone'));
    const { lines, lost: nodes } = await writeLines([agent('a'), lost], { run: 's1', most: 10 }, signal);
    expect([lines.map(({ origin }) => origin.node), nodes]).to.deep.equal([['a'], ['b']]);
    const all = await writeLines([lost], { run: 's1', most: 10 }, signal).catch((error: unknown) => error);
    expect(all).to.be.instanceOf(AgentLost);
  });

  it('are not written when the fault is the own one', async () => {
    const all = [agent('a'), agent('b', new TypeError('a bug'))];
    const error = await writeLines(all, { run: 's1', most: 10 }, signal).catch((one: unknown) => one);
    expect(error).to.be.instanceOf(TypeError);
  });
});
