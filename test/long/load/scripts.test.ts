import { expect } from 'chai';
import { guardTests } from '../../no-cluster/workloads/guard-tests.ts';

describe('The guard in the load generators', () => {
  it('tells what scripts of every kind do to their load', async () => {
    const { exitCode, all } = await guardTests(['--verbose', '--buffer', 'tests.long_scripts']);
    expect(exitCode, all).to.equal(0);
  });
});
