import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { expectedMetrics } from './expected-metrics.ts';
import { judgeFresh } from './judge-fresh.ts';

const usual = { name: 'kube-state-metrics', metric: 'kube_node_info', isConfigured: false };

describe('A metric', () => {
  it('is fresh up to three scrape intervals', () => {
    expect(judgeFresh(usual, { age: 45, interval: 15 })).to.deep.equal({ state: 'ready' });
  });

  it('is stale after that', () => {
    expect(judgeFresh(usual, { age: 240, interval: 15 })).to.deep.equal({
      state: 'not yet',
      reason: 'the newest sample of kube_node_info is 4m00s old, and it is scraped every 15.0 s',
      counts: 'age 240 s, at most 45 s',
      due: { inMs: 3_000 },
    });
  });

  it('that was never there does not apply, unless the configuration names it', () => {
    const reason = 'Prometheus has no sample of kube_node_info in the last 6 hours';
    const nothing = { age: undefined, interval: 15 };
    expect(judgeFresh(usual, nothing)).to.deep.equal({ state: 'does not apply', reason });
    expect(judgeFresh({ ...usual, isConfigured: true }, nothing)).to.include({ state: 'not yet', reason });
  });

  it('is not judged while Prometheus is away', () => {
    expect(judgeFresh(usual, { trouble: 'away' })).to.include({ isUnjudged: true, reason: 'away' });
  });
});

describe('The metrics that are expected', () => {
  it('are the usual ones, and those of the configuration, which may replace one', () => {
    const metrics = [
      { name: 'shop', metric: 'shop_orders_total' },
      { name: 'coredns', metric: 'coredns_dns_requests_total' },
    ];
    const all = expectedMetrics(configSchema.parse({ prometheus: { metrics } }));
    expect(all.map(({ name }) => name)).to.deep.equal([
      ...['kubelet', 'cadvisor', 'apiserver', 'kube-state-metrics', 'node-exporter', 'shop', 'coredns'],
    ]);
    expect(all.at(-1)).to.deep.equal({ name: 'coredns', metric: 'coredns_dns_requests_total', isConfigured: true });
  });
});
