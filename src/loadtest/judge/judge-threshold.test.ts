import { expect } from 'chai';
import { judgeThreshold } from './judge-threshold.ts';
import type { EndpointStatistics } from '../../instruments/load/figures/statistics.ts';
import { parseThresholds } from '../spec/thresholds.ts';

const seen: EndpointStatistics[] = [
  {
    endpoint: 'all',
    requests: 1_000,
    failures: 12,
    failureRatio: 0.012,
    rate: 181.26,
    rateError: 0.1,
    p50: 0.004,
    p95: 0.5,
    p99: 2.1,
  },
  {
    endpoint: 'GET /cart',
    requests: 900,
    failures: 0,
    failureRatio: 0,
    rate: 160,
    rateError: 0,
    p50: 0.003,
    p95: 0.4,
    p99: 0.9,
  },
  { endpoint: 'SEND mail', requests: 7, failures: 0, failureRatio: 0, rate: 1, rateError: 0 },
  { endpoint: 'GET /pay', requests: 0, failures: 0, failureRatio: 0, rate: 0, rateError: 0 },
];
const judged = (text: string) => {
  const { status, message } = judgeThreshold(parseThresholds(text, 1_000)[0]!, seen);
  return `${status}: ${message}`;
};

describe('A threshold', () => {
  it('says what was measured, what was asked for, and of how many requests', () => {
    expect(judged('p95 < 600ms')).to.equal('passed: p95 of all requests is 500 ms, asked for < 600 ms (1000 requests)');
    expect(judged('GET /cart p99 < 500ms')).to.equal(
      'failed: p99 of GET /cart is 900 ms, asked for < 500 ms (900 requests)',
    );
    expect(judged('failures <= 1%')).to.equal(
      'failed: failures of all requests is 1.2 %, asked for <= 1 % (1000 requests)',
    );
    expect(judged('rate >= 200/s')).to.equal(
      'failed: rate of all requests is 181.3/s, asked for >= 200/s (1000 requests)',
    );
  });

  it('is met at its limit only when it says so', () => {
    expect(judged('p95 < 500ms')).to.match(/^failed/);
    expect(judged('p95 <= 500ms')).to.match(/^passed/);
    expect(judged('GET /cart rate > 160/s')).to.match(/^failed/);
  });

  it('is of the endpoint that its name means', () => {
    for (const name of ['/cart', 'get /cart', 'GET /cart:'])
      expect(judged(`${name} p99 < 500ms`), name).to.equal(
        'failed: p99 of GET /cart is 900 ms, asked for < 500 ms (900 requests)',
      );
    expect(judged('Aggregated p95 < 500ms')).to.match(/^failed: p95 of all requests/);
  });

  it('of a rate is met by what may have been counted a second off', () => {
    expect(judged('rate >= 181.3/s')).to.match(/^passed/);
    expect(judged('rate >= 181.4/s')).to.match(/^failed/);
  });

  it('judges nothing where no request was made, and says where there were some', () => {
    expect(judged('GET /cartt p95 < 1s')).to.equal(
      'inconclusive: no request was made to GET /cartt; there were requests to GET /cart, SEND mail',
    );
    expect(judged('GET /pay failures < 1%')).to.match(/^inconclusive: no request was made to GET \/pay/);
  });

  it('of a latency judges nothing where no response time was measured', () => {
    expect(judged('SEND mail p95 < 1s')).to.equal(
      'inconclusive: none of the 7 requests of SEND mail has a response time',
    );
    expect(judged('SEND mail failures < 1%')).to.match(/^passed/);
  });
});
