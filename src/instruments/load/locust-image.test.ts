import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import { whyNoLoad } from './locust-image.ts';

describe('A check that makes load', () => {
  const spec = { workers: 4, users: 12, rate: 60, seconds: 30 };

  it('does not start it when no image is named for it', () => {
    expect(whyNoLoad(configSchema.parse({}), spec)).to.equal(
      'no image of Locust is configured (load.image), so no load is made',
    );
    expect(whyNoLoad(configSchema.parse({ load: { image: 'locust:1' } }), spec)).to.equal(undefined);
  });

  it('does not start it beyond the bounds, and says which', () => {
    const load = { image: 'locust:1', bounds: { users: 10, workers: 2 } };
    expect(whyNoLoad(configSchema.parse({ load }), spec)).to.equal(
      'the load it makes is not allowed: 4 workers, at most 2 are allowed (load.bounds.workers); 12 users, at most 10 are allowed (load.bounds.users)',
    );
    expect(whyNoLoad(configSchema.parse({ load }))).to.equal(undefined);
  });
});
