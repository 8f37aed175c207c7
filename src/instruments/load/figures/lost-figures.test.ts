import { expect } from 'chai';
import { testAccount, testRun } from './account.fixture.ts';
import { lostFigures } from './lost-figures.ts';

describe('Lost figures', () => {
  const reasons = (different: Parameters<typeof testAccount>[0]) =>
    lostFigures(testAccount(different)).map(({ code, reason }) => `${code}: ${reason}`);

  it('are those before somebody reset them', () => {
    expect(reasons({ resets: [2, 12], recorded: 4_000 })).to.deep.equal([
      'LOAD_STATS_RESET: the figures were reset 12.0 s into the test of 30.0 s: earlier figures are lost',
    ]);
    expect(reasons({ resets: [31] })).to.deep.equal([
      'LOAD_STATS_RESET: the figures were reset after the test: earlier figures are lost',
    ]);
  });

  it('are requests that were made, and that the figures do not have', () => {
    expect(reasons({ recorded: 3_240 })).to.deep.equal([
      "LOAD_STATS_RESET: Locust's figures have 3000 of 3240 requests: the script removed the others, or kept them out",
    ]);
    expect(reasons({ recorded: 3_000 })).to.deep.equal([]);
    expect(reasons({})).to.deep.equal([]);
  });

  it('are not those of the ramp-up when it is left out, and are told otherwise where a worker is missing', () => {
    const recorded = 3_240;
    expect(reasons({ recorded, run: testRun({ countedFrom: testRun().startedAt + 3 }) })).to.deep.equal([]);
    expect(reasons({ recorded, run: testRun({ settled: false }) })).to.deep.equal([]);
    expect(reasons({ recorded, lost: [{ id: 'a', at: 3, why: 'it left' }] })).to.deep.equal([]);
  });
});
