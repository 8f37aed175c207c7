import { expect } from 'chai';
import { systemClock } from '../../../time/clock.ts';
import { newestSample } from '../fresh/read-fresh.ts';
import { prometheusApi } from './prometheus-api.ts';

const { signal } = new AbortController();

describe('The API of Prometheus', () => {
  it('that is served below a path is an error that says so, and not a Prometheus without samples', async () => {
    const reach = {
      ...{ name: 'service monitoring/prometheus:9090', section: 'prometheus' as const, byHand: (path: string) => path },
      get: () => Promise.resolve({ status: 404, body: '404 page not found' }),
    };
    const prometheus = prometheusApi(reach, systemClock, signal);
    for (const asked of [() => prometheus.query('up', signal), () => newestSample(prometheus, 'up', signal)]) {
      const error = await asked().catch((thrown: unknown) => thrown);
      expect(error).to.include({
        code: 'METRICS_ANSWER',
        seen: 'service monitoring/prometheus:9090 does not serve /api/v1/query (404): it is no Prometheus, or has its API below a path',
      });
    }
  });
});
