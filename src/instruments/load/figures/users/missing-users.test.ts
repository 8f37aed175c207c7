import { expect } from 'chai';
import { testAccount, testRun } from '../account.fixture.ts';
import type { LoadAccount } from '../account.ts';
import { missingUsers } from './missing-users.ts';
import { VALIDITY_LIMITS } from '../validity-limits.ts';

const reasons = (presence: LoadAccount['presence'], different = {}) =>
  missingUsers(
    testAccount({ presence, run: testRun({ stoppedAt: testRun().startedAt + 300, ...different }) }),
    VALIDITY_LIMITS,
  ).map(({ reason }) => reason);

describe('Missing users', () => {
  it('are none when all that were asked for ran, during a ramp-up too', () => {
    expect(
      reasons([
        [0, 1, 5, 5],
        [1, 2, 10, 10],
        [2, 30, 20, 20],
      ]),
    ).to.deep.equal([]);
  });

  it('are all, when no worker has reported any', () => {
    expect(reasons([])).to.deep.equal(['no worker has reported any user: nothing says that one ran']);
  });

  it('are told with the longest time that most of them were missing', () => {
    expect(
      reasons(
        [
          [0, 1, 3, 5],
          [1, 40, 0, 5],
        ],
        { users: 5 },
      ),
    ).to.deep.equal(['none of 5 users ran from 1.0 s to 40.0 s of the test: users left, or did not start']);
    expect(reasons([[0, 40, 1, 5]])).to.deep.equal([
      'only 1 of 5 users ran from 0 ms to 40.0 s of the test: users left, or did not start',
    ]);
  });

  it('are told also when they were missing only for a short part of the test', () => {
    expect(
      reasons([
        [0, 290, 20, 20],
        [290, 300, 2, 20],
      ]),
    ).to.deep.equal(['only 2 of 20 users ran from 4m50s to 5m00s of the test: users left, or did not start']);
  });

  it('were missing until the end of a test that ended within a second', () => {
    const stoppedAt = testRun().startedAt + 3.2;
    expect(reasons([[1, 4, 0, 20]], { stoppedAt })).to.deep.equal([
      'none of 20 users ran from 1.0 s to 3.2 s of the test: users left, or did not start',
    ]);
  });

  it('may be few, or replaced soon by a load shape', () => {
    expect(reasons([[0, 30, 19, 20]])).to.deep.equal([]);
    expect(
      reasons([
        [0, 100, 20, 20],
        [100, 102, 0, 20],
        [102, 200, 20, 20],
      ]),
    ).to.deep.equal([]);
  });

  it('include users that Locust never started, unless a load shape decides how many run', () => {
    expect(reasons([[0, 30, 5, 5]])).to.deep.equal([
      "Locust started 5 of the 20 requested users: the fixed counts of the script's user classes, or the ramp-up, allow no more",
    ]);
    expect(reasons([[0, 30, 5, 5]], { shape: true })).to.deep.equal([]);
  });

  it('are not looked for before the last figures have arrived', () =>
    expect(reasons([], { settled: false })).to.deep.equal([]));
});
