import { expect } from 'chai';
import { testAccount, testRun } from '../account.fixture.ts';
import type { LoadAccount } from '../account.ts';
import { loweredUsers } from './lowered-users.ts';
import { VALIDITY_LIMITS } from '../validity-limits.ts';

const reasons = (presence: LoadAccount['presence'], run = {}, different: Partial<LoadAccount> = {}) =>
  loweredUsers(testAccount({ presence, run: testRun(run), ...different }), VALIDITY_LIMITS).map(({ reason }) => reason);

describe('Lowered users', () => {
  const lowered = [
    [0, 4, 10, 10],
    [4, 10, 20, 20],
    [10, 20, 1, 1],
    [20, 30, 5, 5],
  ] satisfies LoadAccount['presence'];

  it('are told with the time of the fewest', () => {
    expect(reasons(lowered)).to.deep.equal([
      'Locust was asked for only 1 of the 20 requested users from 10.0 s to 20.0 s of the test: the script, or somebody on the dashboard, lowered them',
    ]);
  });

  it('are none where a load shape decides, or where a worker was lost with them', () => {
    expect(reasons(lowered, { shape: true })).to.deep.equal([]);
    expect(reasons(lowered, {}, { lost: [{ id: 'a', at: 10, why: 'it left' }] })).to.deep.equal([]);
  });

  it('are none during a ramp-up, however slow, for a moment, or in the last seconds', () => {
    expect(
      reasons([
        [0, 20, 10, 10],
        [20, 22, 20, 20],
        [22, 24, 12, 12],
        [24, 26, 20, 20],
        [26, 28, 12, 12],
        [28, 29, 20, 20],
        [29, 30, 10, 10],
      ]),
    ).to.deep.equal([]);
    expect(reasons([[0, 30, 10, 10]])).to.deep.equal([]);
    expect(reasons([])).to.deep.equal([]);
  });
});
