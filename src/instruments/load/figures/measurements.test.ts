import { expect } from 'chai';
import { measurementSchema } from '../../../results/model.ts';
import { testAccount } from './account.fixture.ts';
import { measurementsOf } from './measurements.ts';
import { statistics } from './statistics.ts';

const [all] = statistics(testAccount(), 0);
if (!all) throw new Error('the account has no figures');
const ids = (latency: [number, number, number, number][]) =>
  measurementsOf(all, { latency }).map((one) => [measurementSchema.parse(one).id, one.overTime]);

describe('The measurements of a load', () => {
  it('have its latency over time, in seconds after the first period with a request', () => {
    const series = ids([
      [3, 2, 5, 900],
      [6, 3, 120, 1_100],
      [12, 2, 6, 1_000],
    ]);
    expect(Object.fromEntries(series)).to.deep.equal({
      ...{ requests: undefined, failures: undefined, rate: undefined, p99: undefined },
      p50: { at: [0, 3, 9], values: [0.002, 0.003, 0.002] },
      p95: { at: [0, 3, 9], values: [0.005, 0.12, 0.006] },
    });
  });

  it('have none of a load of one period, of an older guard, or of more periods than a chart has', () => {
    const none = [undefined];
    const many = Array.from({ length: 121 }, (_, at): [number, number, number, number] => [at, 1, 1, 1]);
    for (const latency of [[], [[0, 2, 5, 900] as [number, number, number, number]], many])
      expect([...new Set(ids(latency).map(([, series]) => series))]).to.deep.equal(none);
  });
});
