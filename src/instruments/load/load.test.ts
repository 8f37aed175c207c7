import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import { outsideOfChecks } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';
import { load } from './instrument.ts';

const { signal } = new AbortController();
const toolWith = (settings: object) =>
  load.make({ config: configSchema.parse({ load: settings }) } as RunContext).forCheck(outsideOfChecks(signal));

describe('The load of a check', () => {
  const wanted = { workers: 4, users: 12, rate: 60, seconds: 30 };

  it('ends the check as skipped when no image of Locust is named, before anything is created', async () => {
    const none = toolWith({});
    const reason = 'no image of Locust is configured (load.image), so no load is made';
    expect(() => none.require(wanted)).to.throw(reason);
    expect(() => none.require()).to.throw(reason);
    const setUp = none.setUp({ name: 'shop-load', workers: 1, target: 'shop' });
    expect(await setUp.catch((error: Error) => error.message)).to.equal(reason);
  });

  it('ends the check as skipped when its load is not allowed', () => {
    const little = toolWith({ image: 'locust:1', bounds: { users: 10 } });
    expect(() => little.require(wanted)).to.throw(
      'the load it makes is not allowed: 12 users, at most 10 are allowed (load.bounds.users)',
    );
    little.require();
    toolWith({ image: 'locust:1' }).require(wanted);
  });
});
