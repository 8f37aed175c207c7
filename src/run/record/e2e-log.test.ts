import { expect } from 'chai';
import type { TestResult } from '../../results/model.ts';
import { testLine } from './e2e-log.ts';

const test: TestResult = {
  ...{ id: 'workloads/deployment/shop/web', area: 'workloads', title: 'web is rolled out', status: 'passed' },
  ...{ durationSeconds: 180, attempts: 1, measurements: [], evidence: [] },
};
const line = (one: TestResult) =>
  testLine(one, { done: 12, planned: 45, notPassed: 1 }, new Date('2026-01-01T07:41:12Z')).split('\n');

describe('The line of a test that has ended', () => {
  it('says when, how many, how it ended, how long it took, and its id', () => {
    expect(line(test)).to.deep.equal(['07:41:12      12/45  passed          3m00s  workloads/deployment/shop/web']);
  });

  it('has below it the cause and what to do, and leaves the figures to the summary', () => {
    const reason = { code: 'X', message: 'no such image', todo: 'kubectl describe pod web-1', counts: 'desired 1' };
    expect(line({ ...test, status: 'failed', reason })).to.deep.equal([
      '07:41:12      12/45  failed          3m00s  workloads/deployment/shop/web',
      '                     no such image',
      '                     do: kubectl describe pod web-1',
    ]);
  });
});
