import { expect } from 'chai';
import { Outages } from './outages.ts';

describe('The outages of an API server', () => {
  it('last from the first call without an answer to the next answer', () => {
    const outages = new Outages();
    outages.answered(500);
    expect(outages.all).to.deep.equal([]);
    outages.failed(1_000);
    outages.failed(2_000);
    expect(outages.all).to.deep.equal([{ from: 1_000 }]);
    outages.answered(6_000);
    outages.answered(7_000);
    expect(outages.all).to.deep.equal([{ from: 1_000, to: 6_000 }]);
  });

  it('are one when it answers some calls and not others while it starts', () => {
    const outages = new Outages();
    outages.failed(1_000);
    outages.answered(6_000);
    outages.failed(8_000);
    outages.answered(9_000);
    outages.failed(14_000);
    expect(outages.all).to.deep.equal([{ from: 1_000, to: 9_000 }, { from: 14_000 }]);
  });
});
