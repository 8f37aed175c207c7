import { expect } from 'chai';
import { exitCodeOfNight } from './night-verdict.ts';
import { done, failed, night, started, stopped } from './night.fixture.ts';
import type { Step } from './steps.ts';

describe('The exit code of a night', () => {
  for (const [what, code, events] of [
    ['that of the verdict', 1, [...done('build'), ...done('verify', 1), ...done('delete')]],
    ['passed', 0, [...done('build'), ...done('verify', 0), ...failed('compare'), ...done('delete')]],
    ['that of the error that ended the run', 2, [...done('build'), ...failed('verify', 2), ...done('delete')]],
    ['infrastructure after a failed build', 5, [...failed('build'), ...done('delete')]],
    [
      'infrastructure when all has passed and the cluster is left',
      5,
      [...done('build'), ...done('verify', 0), ...failed('delete')],
    ],
    [
      'that of the verdict when the cluster is left as well',
      3,
      [...done('build'), ...done('verify', 3), ...failed('delete')],
    ],
    ['incomplete after a stop', 4, [...failed('build'), stopped, ...done('delete')]],
    [
      'failed when the run had failed before the stop',
      1,
      [...done('build'), ...done('verify', 1), stopped, ...done('delete')],
    ],
    ['incomplete without a verdict', 4, [...done('build'), started('verify')]],
  ] as const)
    it(`is ${what}`, () => {
      expect(exitCodeOfNight(night(...events))).to.equal(code);
    });

  it('is that of the conformance tests, too, when they are planned', () => {
    const both = (exitCode: number) => ({
      ...night(...done('build'), ...done('verify', 0), ...done('conformance', exitCode), ...done('delete')),
      plan: ['build', 'verify', 'conformance', 'delete'] as Step[],
    });
    expect([0, 1].map((code) => exitCodeOfNight(both(code)))).to.deep.equal([0, 1]);
  });
});
