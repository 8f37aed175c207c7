import { expect } from 'chai';
import { isWork, sum } from './figures.ts';

describe('The figures of a target app', () => {
  const texts = [
    'http_requests_total{path="/",status="200"} 40\nhttp_requests_total{path="/readyz",status="200"} 30\n',
    'http_requests_total{path="/cart",status="500"} 2\nhttp_requests_total{path="/metrics",status="200"} 1\n',
  ];

  it('are added up over series and pods', () => {
    expect(sum(texts, 'http_requests_total')).to.equal(73);
  });

  it('leave probes, scrapes and knobs out of the requests: they are not what a load generator has counted', () => {
    expect(sum(texts, 'http_requests_total', isWork)).to.equal(42);
  });
});
