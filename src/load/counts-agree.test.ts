import { expect } from 'chai';
import { testAccount, testGenerator } from './account.fixture.ts';
import { countsAgree } from './counts-agree.ts';

const judged = (served: number, aborted = 0) => {
  const { status, message } = countsAgree(testAccount({ generators: [testGenerator('a', { aborted })] }), served);
  return `${status}: ${message}`;
};

describe('The counts of Locust and of the target', () => {
  it('agree when they are the same', () => {
    expect(judged(3_000)).to.equal('passed: Locust counted 3000 requests, the target 3000');
  });

  it('may differ by the requests that Locust broke off', () => {
    expect(judged(3_002, 3)).to.equal('passed: Locust counted 3000 requests and broke off 3, the target 3002');
    expect(judged(3_004, 3)).to.match(/^failed: .*: 1 unexplained$/);
  });

  it('do not agree when the target has seen more, or less', () => {
    expect(judged(3_001)).to.equal('failed: Locust counted 3000 requests, the target 3001: 1 unexplained');
    expect(judged(2_990, 20)).to.match(/^failed: .*: 10 unexplained$/);
  });
});
