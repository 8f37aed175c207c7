import { expect } from 'chai';
import { guardTests } from './guard-tests.ts';

describe('The guard in the load generators', () => {
  it('passes its own tests with the Locust of the image', async () => {
    const { exitCode, all } = await guardTests(['discover', '--verbose', '--buffer', '-t', '.', '-s', 'tests']);
    expect(exitCode, all).to.equal(0);
    expect(all).to.match(/^Ran [1-9]\d* tests in /m);
  });
});
