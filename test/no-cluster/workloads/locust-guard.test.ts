import { expectGuardPasses } from './expect-guard-passes.ts';

describe('The guard in the load generators', () => {
  it('passes its own tests with the Locust of the image, those of its parts', () =>
    expectGuardPasses({ startPlatforms: false }));
});
