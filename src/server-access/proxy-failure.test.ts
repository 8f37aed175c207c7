import { expect } from 'chai';
import { ClusterError, type ClusterErrorCode } from '../cluster/cluster-error.ts';
import { proxyFailure } from './proxy-failure.ts';

describe('A failure of the proxy of the API server', () => {
  for (const [code, unanswered, failure] of [
    ['CLUSTER_FORBIDDEN', false, 'no right'],
    ['CLUSTER_NOT_FOUND', false, 'no service'],
    ['CLUSTER_NO_SUCH_KIND', false, 'no service'],
    ['CLUSTER_UNAUTHORIZED', false, 'api server'],
    ['CLUSTER_TIMEOUT', true, 'api server'],
    ['CLUSTER_TIMEOUT', false, 'unreachable'],
    ['CLUSTER_UNAVAILABLE', false, 'unreachable'],
  ] as const satisfies [ClusterErrorCode, boolean, string][])
    it(`${code}${unanswered ? ' without an answer' : ''} means: ${failure}`, () => {
      const facts = { expected: 'an answer', seen: 'none', transient: true, unanswered };
      expect(proxyFailure(new ClusterError(code, facts))).to.equal(failure);
    });
});
