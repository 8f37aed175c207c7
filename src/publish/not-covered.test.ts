import { expect } from 'chai';
import type { Reason, Results, TestResult } from '../results/model.ts';
import { notCoveredLines } from './not-covered.ts';

const test = (id: string, status: TestResult['status'], reason?: Partial<Reason>) =>
  ({ id, area: id.split('/')[0], status, ...(reason && { reason }) }) as TestResult;

function lines(tests: readonly TestResult[], notCovered: Results['run']['notCovered'] = []): string[] {
  return notCoveredLines({ run: { notCovered }, tests } as Results);
}

const absent = (part: string, message: string) => ({ code: 'PART_ABSENT', part, message });
const noImage = { code: 'NOT_COVERED', message: 'no image of Locust is configured (load.image), so no load is made' };

describe('What a run does not cover', () => {
  it('is a line for each part that is not there, with its tests', () => {
    const tests = [
      test('platform/default-storage-class', 'skipped', absent('storage', 'there is no StorageClass')),
      test('platform/volume/x', 'skipped', absent('storage', 'there is no StorageClass')),
      test('platform/api', 'passed'),
      test('observability/metrics-api/external', 'skipped', absent('external-metrics', 'the API is not served')),
      test('observability/logs', 'passed'),
    ];
    expect(lines(tests)).to.deep.equal([
      'storage: there is no StorageClass (platform/default-storage-class, platform/volume/x)',
      'external-metrics: the API is not served (observability/metrics-api/external)',
    ]);
  });

  it('is a line for each missing image, permission or setting; an area stands for all of its tests', () => {
    const tests = [
      ...['cpu', 'sidecar'].map((id) => test(`autoscaling/${id}`, 'skipped', noImage)),
      test('loadtest/life-cycle', 'skipped', noImage),
      test('workloads/a', 'passed'),
      test('workloads/b', 'skipped', { code: 'NOT_COVERED', message: 'not covered with --namespace shop: x' }),
    ];
    expect(lines(tests)).to.deep.equal([
      `autoscaling (all 2), loadtest (all 1): ${noImage.message}`,
      'workloads/b: not covered with --namespace shop: x',
    ]);
  });

  it('is not what does not apply to an object, and not what was judged', () => {
    const tests = [
      test('workloads/a', 'skipped', { code: 'DOES_NOT_APPLY', message: 'it has no selector' }),
      test('workloads/b', 'failed', { code: 'REQUIRED_PART', message: 'no Service has the labels of a Prometheus' }),
    ];
    expect(lines(tests, [{ what: 'gateways', reason: 'not served here' }])).to.deep.equal([
      '1 not served here: gateways',
    ]);
  });

  it('names ten and counts the others', () => {
    const ids = Array.from({ length: 12 }, (_, index) => `workloads/${index}`);
    const tests = [...ids.map((id) => test(id, 'skipped', absent('gateway', 'none'))), test('workloads/x', 'passed')];
    expect(lines(tests)[0]).to.match(/^gateway: none \(workloads\/0, .*, workloads\/9 and 2 more\)$/);
  });
});
