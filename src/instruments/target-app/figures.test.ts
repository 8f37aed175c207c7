import { expect } from 'chai';
import { FakeApiServer, listOf } from '../../../test/fake-api-server/fake-api-server.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { figuresOf, isWork, sum } from './figures.ts';

describe('The figures of a target app', () => {
  const texts = [
    'http_requests_total{path="/",status="200"} 40\nhttp_requests_total{path="/readyz",status="200"} 30\n',
    'http_requests_total{path="/cart",status="500"} 2\nhttp_requests_total{path="/metrics",status="200"} 1\n',
  ];

  it('are added up over series and pods', () => {
    expect(sum(texts, 'http_requests_total')).to.equal(73);
  });

  it('leave probes, scrapes and knobs out of the requests, because a load generator does not count them', () => {
    expect(sum(texts, 'http_requests_total', isWork)).to.equal(42);
  });

  it('are an error, and not 0, when something else answers instead of the app', async () => {
    const pods = '/api/v1/namespaces/qa/pods';
    const metrics = `${pods}/loaded-1%3A8080/proxy/metrics`;
    await using api = await FakeApiServer.start({
      routes: {
        [pods]: [listOf('1', [{ metadata: { name: 'loaded-1' }, status: { phase: 'Running' } }])],
        [metrics]: [{ status: 403, headers: { 'content-type': 'text/plain' }, body: 'RBAC: access denied' }],
      },
    });
    const door = api.door();
    try {
      const error = await figuresOf(door, { namespace: 'qa', name: 'loaded' }, new AbortController().signal).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(InstrumentTooWeak);
      expect((error as Error).message).to.equal(
        'TARGET_FIGURES: pod qa/loaded-1 answers /metrics with 403 RBAC: access denied\n' +
          '  expected: the target app to return its own metrics',
      );
    } finally {
      await door.close();
    }
  });
});
