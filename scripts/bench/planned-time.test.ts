import { expect } from 'chai';
import { plannedSeconds } from './planned-time.ts';

describe('the planned time of probing', () => {
  it('is that of each limit', () => {
    const planned = { agents: 500, ofAgent: 6_120, pace: 100, ofAddress: 15_000, paceOfAddress: 1_000 };
    expect(plannedSeconds(planned)).to.deep.equal({
      'the pace of an agent': 61.2,
      'the calls to an agent': 160,
      'the pace to an address': 15,
    });
  });
});
