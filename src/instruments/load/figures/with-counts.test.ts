import { expect } from 'chai';
import type { LoadAccount } from './account.ts';
import { testAccount, testGenerator } from './account.fixture.ts';
import { withCounts } from './with-counts.ts';

describe('The end of a load with a target that counts', () => {
  const target = { figures: () => Promise.resolve({ requests: 3_500 }) };

  it('says whether both have counted the same since the load began', async () => {
    const account = testAccount({ generators: [testGenerator('a')] });
    const ended = () => Promise.resolve({ account });
    const [same, more] = [500, 499].map((before) => withCounts(ended, { target, before }));
    expect(await same?.()).to.deep.equal({
      account,
      counts: {
        ...{ status: 'passed', code: 'LOAD_COUNTS_AGREE' },
        message: 'Locust counted 3000 requests, the target 3000',
      },
    });
    expect((await more?.())?.counts?.status).to.equal('failed');
  });

  it('does not call the target when there are no figures to compare', async () => {
    const unasked = { figures: () => expect.fail('nobody may ask') };
    const outcome: { verdict: string; account?: LoadAccount } = { verdict: 'inconclusive' };
    const ended = () => Promise.resolve(outcome);
    expect(await withCounts(ended, { target: unasked, before: 0 })()).to.equal(outcome);
  });
});
