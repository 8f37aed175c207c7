import { expect } from 'chai';
import type { Call } from './call.ts';
import { fromAnswer, fromWatchError } from './foreign-errors.ts';

const call: Call = {
  verb: 'GET',
  method: 'GET',
  path: '/apis/apps/v1/namespaces/shop/deployments/web',
  doing: 'get deployment shop/web',
  repeat: 'safe',
  right: 'get deployments.apps -n shop',
};
const said = (code: number, reason: string, message: string, details: object = {}) =>
  JSON.stringify({ kind: 'Status', code, reason, message, details });

describe('an answer of the API server that is not a success', () => {
  for (const [what, answer, code, transient, seen] of [
    [
      '401',
      { status: 401, body: said(401, 'Unauthorized', 'Unauthorized') },
      'CLUSTER_UNAUTHORIZED',
      false,
      '401 Unauthorized: Unauthorized',
    ],
    [
      '401 to credentials that are known',
      {
        ...{ status: 401, body: said(401, 'Unauthorized', 'Unauthorized') },
        refused: "the token of user 'me' in FILE is not accepted",
      },
      'CLUSTER_UNAUTHORIZED',
      false,
      "the token of user 'me' in FILE is not accepted (401 Unauthorized)",
    ],
    ['403', { status: 403, body: said(403, 'Forbidden', 'no') }, 'CLUSTER_FORBIDDEN', false, '403 Forbidden: no'],
    [
      '404 of an object',
      { status: 404, body: said(404, 'NotFound', 'deployments.apps "web" not found', { name: 'web' }) },
      'CLUSTER_NOT_FOUND',
      false,
      '404 NotFound: deployments.apps "web" not found',
    ],
    [
      '404 of a resource that is not served',
      { status: 404, body: said(404, 'NotFound', 'the server could not find the requested resource') },
      'CLUSTER_NO_SUCH_KIND',
      false,
      '404 NotFound: the server could not find the requested resource',
    ],
    [
      '404 of a group that is not served',
      { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' },
      'CLUSTER_NO_SUCH_KIND',
      false,
      '404: 404 page not found',
    ],
    [
      '409',
      { status: 409, body: said(409, 'AlreadyExists', 'it exists') },
      'CLUSTER_CONFLICT',
      false,
      '409 AlreadyExists: it exists',
    ],
    ['410', { status: 410, body: said(410, 'Expired', 'too old') }, 'CLUSTER_GONE', true, '410 Expired: too old'],
    ['422', { status: 422, body: said(422, 'Invalid', 'bad name') }, 'CLUSTER_INVALID', false, '422 Invalid: bad name'],
    ['429', { status: 429, body: '' }, 'CLUSTER_BUSY', true, '429'],
    [
      '500',
      { status: 500, body: said(500, 'InternalError', 'etcd') },
      'CLUSTER_UNAVAILABLE',
      true,
      '500 InternalError: etcd',
    ],
    ['504', { status: 504, body: said(504, 'Timeout', 'slow') }, 'CLUSTER_TIMEOUT', true, '504 Timeout: slow'],
  ] as const)
    it(`of status ${what} is ${code}`, () => {
      const error = fromAnswer(call, { headers: {}, ...answer });
      expect([error.code, error.transient, error.seen, error.status]).to.deep.equal([
        code,
        transient,
        seen,
        answer.status,
      ]);
    });

  for (const [what, answer, of, unanswered] of [
    ['5xx to a read', { status: 500, body: said(500, 'InternalError', 'etcd') }, {}, true],
    ['429 to a read', { status: 429, body: '' }, {}, true],
    [
      '5xx to a write, of a webhook for instance',
      { status: 500, body: said(500, 'InternalError', 'failed calling webhook') },
      { method: 'POST' },
      false,
    ],
    ['503 to a write from a proxy before the API server', { status: 503, body: '<html>' }, { method: 'POST' }, true],
    [
      '503 of an aggregated API',
      { status: 503, body: said(503, 'ServiceUnavailable', 'away') },
      { path: '/apis/metrics.k8s.io/v1beta1/pods' },
      false,
    ],
    [
      '503 of an aggregated API with a group that begins like one of its own',
      { status: 503, body: said(503, 'ServiceUnavailable', 'away') },
      { path: '/apis/apps.example.com/v1/shops' },
      false,
    ],
    [
      '503 of a pod',
      { status: 503, body: '' },
      { verb: 'PROXY', path: '/api/v1/namespaces/shop/pods/web:80/proxy/' },
      false,
    ],
    ['404', { status: 404, body: said(404, 'NotFound', 'no') }, {}, false],
    ['410', { status: 410, body: said(410, 'Expired', 'too old') }, {}, false],
  ] as const)
    it(`${unanswered ? 'leaves open what was asked' : 'is an answer'} when it is ${what}`, () => {
      expect(fromAnswer({ ...call, ...of }, { headers: {}, ...answer }).unanswered).to.equal(unanswered);
    });

  it('says how long to wait, by header or by Status', () => {
    const away = (headers: Record<string, string>, body = '') =>
      fromAnswer(call, { status: 429, headers, body }).retryAfterMs;
    expect(away({ 'retry-after': '2' })).to.equal(2_000);
    expect(away({}, said(429, 'TooManyRequests', 'later', { retryAfterSeconds: 7 }))).to.equal(7_000);
    expect(away({})).to.equal(undefined);
    expect(away({ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' })).to.equal(undefined);
  });

  it('shows neither headers nor the page of a load balancer', () => {
    const error = fromAnswer(call, {
      status: 502,
      headers: { 'content-type': 'text/html', 'set-cookie': 'session=secret' },
      body: '<html><body>secret</body></html>',
    });
    expect(error.message).to.equal('CLUSTER_UNAVAILABLE: 502\n  expected: to get deployment shop/web');
  });

  it('inside a watch is translated the same way', () => {
    const error = fromWatchError(call, {
      kind: 'Status',
      code: 410,
      reason: 'Expired',
      message: 'too old resource version',
    });
    expect([error.code, error.seen]).to.deep.equal(['CLUSTER_GONE', '410 Expired: too old resource version']);
  });
});
