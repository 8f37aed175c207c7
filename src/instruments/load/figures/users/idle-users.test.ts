import { expect } from 'chai';
import { testAccount, testGenerator, testRun } from '../account.fixture.ts';
import { idleUsers } from './idle-users.ts';
import { VALIDITY_LIMITS } from '../validity-limits.ts';

describe('Idle users', () => {
  const reasons = (different: Parameters<typeof testAccount>[0]) =>
    idleUsers(testAccount(different), VALIDITY_LIMITS).map(({ code, reason }) => `${code}: ${reason}`);
  const placed = (...standing: Record<string, number>[]) =>
    standing.map((one, index) => testGenerator(`locust-worker-${index}`, { standing: one }));

  it('are told with how many they were, when, and where in the script', () => {
    const generators = placed({ 'buy.py:14 on_start()': 8, 'buy.py:3 poll()': 1 }, { 'buy.py:14 on_start()': 7 });
    const idle: [number, number, number][] = [
      [10, 12, 9],
      [12, 30, 16],
    ];
    expect(reasons({ idle, generators })).to.deep.equal([
      'LOAD_USERS_IDLE: 16 of 20 users made no request from 12.0 s to 30.0 s of the test, and did not wait in their wait_time: 15 are in buy.py:14 on_start()',
    ]);
  });

  it('may be few, or for a moment', () => {
    expect(reasons({ idle: [[10, 30, 1]] })).to.deep.equal([]);
    expect(reasons({ idle: [[10, 12, 16]] })).to.deep.equal([]);
    expect(reasons({ idle: [[10, 13, 2]] })).to.have.length(1);
    expect(reasons({})).to.deep.equal([]);
  });

  it('may wait for the others until all run', () => {
    const presence: [number, number, number, number][] = [
      [0, 15, 10, 10],
      [15, 30, 20, 20],
    ];
    expect(reasons({ presence, idle: [[10, 15, 10]] })).to.deep.equal([]);
    expect(reasons({ presence, idle: [[10, 30, 10]] })).to.deep.equal([
      'LOAD_USERS_IDLE: 10 of 20 users made no request from 15.0 s to 30.0 s of the test, and did not wait in their wait_time: their script is busy elsewhere',
    ]);
    expect(reasons({ presence, idle: [[10, 15, 10]], run: testRun({ shape: true }) })).to.have.length(1);
  });

  it('is one user of one', () => {
    const presence: [number, number, number, number][] = [[0, 30, 1, 1]];
    const generators = placed({ 'buy.py:14 on_start()': 1 });
    expect(reasons({ presence, generators, idle: [[3, 30, 1]], run: testRun({ users: 1 }) })[0]).to.match(
      /: 1 of 1 users made .* 1 is in buy\.py:14 on_start\(\)$/,
    );
  });
});
