import { expect } from 'chai';
import { loadOrder } from './load-order.ts';

const bounds = { workers: 10, users: 100, rate: 500, seconds: 600 };
const planned = { users: 20, spawnRate: 4, seconds: 59.5, rate: 50, thresholds: [] };

describe('The order for a load', () => {
  const order = (...args: Parameters<typeof loadOrder>) => {
    const { id: _, ...load } = loadOrder(...args);
    return load;
  };

  it('is the planned load, with what is replaced', () => {
    expect(order(planned, {}, bounds)).to.deep.equal({ users: 20, spawnRate: 4, seconds: 60, rate: 50 });
    expect(order(planned, { USERS: '40', RATE: '' }, bounds)).to.deep.equal({
      ...{ users: 40, spawnRate: 4, seconds: 60, rate: 0 },
    });
  });

  it('has the defaults where no load was planned', () => {
    expect(order(undefined, {}, bounds)).to.deep.equal({ users: 10, spawnRate: 10, seconds: 60, rate: 0 });
  });

  it('tells whether somebody has asked for its length, at the setup or at its start', () => {
    expect(order({ ...planned, runTime: 59.5 }, { USERS: '40' }, bounds)).to.include({ seconds: 60, runTime: 60 });
    for (const load of [planned, undefined])
      expect(order(load, { RUN_TIME: '5m' }, bounds)).to.include({ seconds: 300, runTime: 300 });
  });

  it('is refused out of bounds', () => {
    expect(() => order(planned, { USERS: '101' }, bounds)).to.throw('LOAD_OUT_OF_BOUNDS: 101 users, at most 100');
  });
});
