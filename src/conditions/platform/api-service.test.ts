import { expect } from 'chai';
import { apiService, isAggregated, judgeApiService, type ApiService } from './api-service.ts';
import { hookBackend } from './backend.fixture.ts';
import type { Look } from '../waiting/condition.ts';

const since = '2026-11-28T02:00:00Z';
/** As the aggregator of Kubernetes 1.36 writes it. */
const recorded = (available?: object, metadata: object = {}) =>
  ({
    metadata: { name: 'v1.hooks.example.com', ...metadata },
    spec: { service: { namespace: 'shop', name: 'hook', port: 443 } },
    status: available && { conditions: [{ type: 'Available', lastTransitionTime: since, ...available }] },
  }) as unknown as ApiService;
const missing = {
  status: 'False',
  reason: 'MissingEndpoints',
  message: 'endpoints for service/hook have no addresses',
};
const failing = { status: 'False', reason: 'FailedDiscoveryCheck', message: 'failing or missing response: dial tcp' };

describe('An APIService', () => {
  it('is available when the API server says so', () => {
    expect(judgeApiService({ apiService: recorded({ status: 'True' }) })).to.deep.equal({ state: 'ready' });
  });

  it('is not available when its Service is in trouble, which is named in place of what the API server says', () => {
    const backend = hookBackend({ service: undefined });
    expect(judgeApiService({ apiService: recorded(missing), backend })).to.deep.equal({
      state: 'not yet',
      reason: 'it is not available: Service shop/hook does not exist',
      todo: 'kubectl -n shop describe service hook',
      stuckSince: since,
    });
  });

  it('is not available when the API server does not reach it though its Service is in order', () => {
    expect(judgeApiService({ apiService: recorded(failing), backend: hookBackend() })).to.deep.equal({
      state: 'not yet',
      reason: 'it is not available: FailedDiscoveryCheck: failing or missing response: dial tcp',
      stuckSince: since,
    });
  });

  it('is not judged available before the API server has looked, nor when it is deleted', () => {
    expect(judgeApiService({ apiService: recorded() })).to.deep.equal({
      state: 'not yet',
      reason: 'the API server has not looked for it yet',
    });
    expect(judgeApiService({ apiService: undefined }).state).to.equal('disappeared');
    expect(judgeApiService({ apiService: recorded(missing, { deletionTimestamp: since }) }).state).to.equal(
      'disappeared',
    );
  });

  it('is aggregated only if it names a Service', () => {
    expect(isAggregated(recorded())).to.equal(true);
    expect(isAggregated({ spec: { service: null } } as unknown as ApiService)).to.equal(false);
    expect(isAggregated({ spec: {} } as unknown as ApiService)).to.equal(false);
  });

  it('costs no look at its Service while it is available', async () => {
    const read = (seen: ApiService) => {
      const asked: string[] = [];
      const get = ({ resource }: { resource: string }) => {
        asked.push(resource);
        return Promise.resolve(resource === 'apiservices' ? seen : undefined);
      };
      const look = { why: false, first: true, get } as unknown as Look;
      return apiService('v1.hooks.example.com')
        .isAvailable()
        .read(look)
        .then(() => asked);
    };
    expect(await read(recorded({ status: 'True' }))).to.deep.equal(['apiservices']);
    expect(await read(recorded(missing))).to.deep.equal(['apiservices', 'services']);
  });
});
