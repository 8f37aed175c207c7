import { expect } from 'chai';
import { ClusterError, type ClusterErrorCode } from '../../../cluster/cluster-error.ts';
import { configSchema } from '../../../config/schema.ts';
import { directly } from './directly.ts';
import { proxyError } from './through-api-server.ts';

const { signal } = new AbortController();

describe('A log store at an address', () => {
  it('at which nothing listens is a trouble that may pass', async () => {
    const { logs } = configSchema.parse({ logs: { url: 'http://127.0.0.1:9' } });
    const error: unknown = await directly('Loki', logs, {})
      .ask('/query', { signal })
      .catch((thrown: unknown) => thrown);
    expect(String(error)).to.equal('LogStoreTrouble: Loki cannot be reached: nothing listens there (ECONNREFUSED)');
  });
});

describe('A log store behind the API server', () => {
  const error = (code: ClusterErrorCode, unanswered = false) =>
    new ClusterError(code, { expected: 'an answer', seen: '503: no endpoints\nmore', transient: true, unanswered });

  it('that cannot be reached is a trouble that may pass', () => {
    expect(String(proxyError(error('CLUSTER_UNAVAILABLE'), 'Loki'))).to.equal(
      'LogStoreTrouble: Loki cannot be reached: 503: no endpoints',
    );
  });

  it('that may not be asked makes the check inconclusive, with what to grant', () => {
    expect(proxyError(error('CLUSTER_FORBIDDEN'), 'Loki')).to.include({
      ...{ code: 'LOG_STORE_NO_RIGHT', meaning: 'instrument' },
      todo: 'set logs.service, and grant what `shakedown plugin --rbac` writes',
    });
  });

  it('whose answer is too large says so', () => {
    expect(String(proxyError(error('CLUSTER_TOO_LARGE'), 'Loki'))).to.equal(
      'LogStoreTrouble: Loki answers with more than 64 MiB',
    );
  });

  it('is not blamed for an API server that does not answer itself', () => {
    const unanswered = error('CLUSTER_TIMEOUT', true);
    expect(proxyError(unanswered, 'Loki')).to.equal(unanswered);
  });
});
