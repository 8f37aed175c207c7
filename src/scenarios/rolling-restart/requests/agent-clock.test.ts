import { expect } from 'chai';
import { agentClock, moreExact } from './agent-clock.ts';

describe('The clock of an agent', () => {
  it('is read in the middle of a call, and may be wrong by half of its length', () => {
    expect(agentClock(1_000_050, [40, 60])).to.deep.equal({ aheadMs: 1_000_000, toleranceMs: 10 });
  });

  it('is that of the shortest call', () => {
    const [long, short] = [
      { aheadMs: 5, toleranceMs: 30 },
      { aheadMs: 7, toleranceMs: 4 },
    ];
    expect([moreExact(undefined, long), moreExact(long, short), moreExact(short, long)]).to.deep.equal([
      long,
      short,
      short,
    ]);
  });
});
