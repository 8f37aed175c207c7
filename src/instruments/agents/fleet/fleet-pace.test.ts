import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { fleetPace, mostAtATime, slownessMs } from './fleet-pace.ts';

const config = (probing: object, run: object = {}) => configSchema.parse({ probing, run });
const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('the pace of all agents', () => {
  it('gives an agent no more at a time than it opens within half a minute', async () => {
    const pace = fleetPace(config({ connectionsPerSecond: 2 }).probing);
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const open = (node: string, times: number) =>
      pace({ node, target: `${begun.length} ${Math.random()}`, endpoints: 10, times }, async () => {
        begun.push(`${node} ${times}`);
        await new Promise<void>((resolve) => ends.push(resolve));
      });
    const all = [open('n1', 50), open('n1', 20), open('n2', 60)];
    await soon();
    expect(begun).to.deep.equal(['n1 50', 'n2 60']);
    ends[0]?.();
    await soon();
    expect(begun.at(-1)).to.equal('n1 20');
    for (const end of ends) end();
    await Promise.all(all);
  });

  it('asks for no more to a target, whoever it is for, while those of three seconds are not answered', async () => {
    const pace = fleetPace(config({ connectionsPerSecondToEndpoint: 1_000 }).probing);
    let asked = 0;
    const ends: (() => void)[] = [];
    const all = Array.from({ length: 42 }, (_, index) =>
      pace({ node: `n${index}`, target: '10.2.0.1 80', endpoints: 1, times: 100 }, async () => {
        asked += 100;
        await new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(asked).to.equal(3_000);
    for (const end of ends.splice(0)) end();
    await soon();
    expect(asked).to.be.within(3_100, 4_000);
    const answering = setInterval(() => {
      for (const end of ends.splice(0)) end();
    }, 10);
    await Promise.all(all);
    clearInterval(answering);
  }).timeout(30_000);

  it('allows a cluster IP as much as all endpoints behind it', () => {
    expect([mostAtATime(100, 1), mostAtATime(100, 5), mostAtATime(0.5, 1), mostAtATime(10, 0)]).to.deep.equal([
      ...[100, 500, 1, 10],
    ]);
  });

  it('gives checks more time where it is slow, and none by default', () => {
    expect(slownessMs(config({}))).to.equal(0);
    expect(slownessMs(config({ connectionsPerSecond: 5 }))).to.equal(723_000);
    expect(slownessMs(config({ connectionsPerSecond: 5 }, { concurrency: 4 }))).to.equal(3_000);
    expect(slownessMs(config({ connectionsPerSecond: 1 }))).to.equal(1_800_000);
  });
});
