import { expect } from 'chai';
import type { LoadAccount } from './account.ts';
import { testAccount, testGenerator, testRun } from './account.fixture.ts';
import { countsAgree } from './counts-agree.ts';

const judged = (served: number, aborted = 0, different: Partial<LoadAccount> = {}) => {
  const generators = [testGenerator('a', { aborted })];
  const { status, message } = countsAgree(testAccount({ generators, ...different }), served);
  return `${status}: ${message}`;
};

describe('The counts of Locust and of the target', () => {
  it('agree when they are the same', () => {
    expect(judged(3_000)).to.equal('passed: Locust counted 3000 requests, the target 3000');
  });

  it('may differ by the requests that Locust broke off', () => {
    expect(judged(3_002, 3)).to.equal('passed: Locust counted 3000 requests and aborted 3, the target 3002');
    expect(judged(3_004, 3)).to.match(/^failed: .*: 1 unexplained$/);
  });

  it('are those of the workers where Locust drops the ramp-up', () => {
    const dropped = {
      run: testRun({ countedFrom: 1_795_000_010 }),
      generators: [testGenerator('a', { finished: 2_003, aborted: 3 }), testGenerator('b', { finished: 1_500 })],
    };
    const counts = 'the workers counted 3500 requests (Locust kept 3000) and aborted 3';
    expect(judged(3_502, 0, dropped)).to.equal(`passed: ${counts}, the target 3502`);
    expect(judged(3_504, 0, dropped)).to.equal(`failed: ${counts}, the target 3504: 1 unexplained`);
    expect(judged(3_499, 0, dropped)).to.equal(`failed: ${counts}, the target 3499: 1 unexplained`);
  });

  it('do not agree when the target has seen more, or less', () => {
    expect(judged(3_001)).to.equal('failed: Locust counted 3000 requests, the target 3001: 1 unexplained');
    expect(judged(2_990, 20)).to.match(/^failed: .*: 10 unexplained$/);
  });
});
