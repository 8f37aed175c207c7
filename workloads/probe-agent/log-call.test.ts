import { expect } from 'chai';
import { hostname } from 'node:os';
import { readLine } from '../../src/instruments/logs/lines/log-line.ts';
import { AgentWorld, call } from './agent.fixture.ts';

describe('The log of a probe agent', () => {
  const world = new AgentWorld();
  afterEach(() => world.close());

  const start = async () => {
    const written: string[] = [];
    const { post } = await world.start({ write: async (text) => void written.push(text) });
    return { written, post };
  };

  it('gets the line that a call names, whole, and the answer says which pod wrote it', async () => {
    const { written, post } = await start();
    expect(await post('/log', { ...call, run: 's1', seq: 7 })).to.deep.equal({
      status: 200,
      body: { pod: hostname() },
    });
    expect(written).to.have.lengthOf(1);
    expect(written[0]).to.match(/^run=s1 .*\n$/);
    expect(readLine((written[0] ?? '').slice(0, -1))).to.include({ run: 's1', kind: 'steady', seq: 7, isWhole: true });
  });

  for (const [what, wrong] of [
    ['with a line feed in its word', { run: 's1\nforged', seq: 1 }],
    ['without a word', { seq: 1 }],
    ['with a number below 1', { run: 's1', seq: 0 }],
    ['with a number above the limit', { run: 's1', seq: 100_001 }],
  ] as const)
    it(`gets nothing by a call ${what}`, async () => {
      const { written, post } = await start();
      expect(await post('/log', { ...call, ...wrong })).to.include({ status: 400 });
      expect(written).to.deep.equal([]);
    });

  it('gets nothing by a call without the token', async () => {
    const { written, post } = await start();
    expect(await post('/log', { token: 'another', run: 's1', seq: 1 })).to.include({ status: 403 });
    expect(written).to.deep.equal([]);
  });
});
