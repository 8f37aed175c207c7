import { expect } from 'chai';
import { runSpecs } from './suite-run.ts';

describe('A run', () => {
  it('passes when its check returns', async () => {
    const { exit, results, test } = await runSpecs({
      'area/one.spec.ts': `
        import { check } from 'shakedown';
        check('the sun rises', { id: 'area/sun', uses: [] }, async ({ measure }) => {
          measure({ id: 'dawn', value: 1.5, unit: 'seconds' });
        });`,
    });
    expect(exit).to.equal(0);
    expect(test('area/sun').status).to.equal('passed');
    expect(results.run.cluster).to.deep.include({ uid: 'uid-of-the-cluster', version: 'v1.36.3' });
  });
});
