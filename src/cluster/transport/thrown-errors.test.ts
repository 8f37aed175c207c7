import { expect } from 'chai';
import type { Call } from './call.ts';
import { fromThrown } from './thrown-errors.ts';

const call: Call = {
  verb: 'GET',
  method: 'GET',
  path: '/apis/apps/v1/namespaces/shop/deployments/web',
  doing: 'get deployment shop/web',
  repeat: 'safe',
};

describe('an error on the way to the API server', () => {
  const withCode = (code: string, message = 'boom') => Object.assign(new Error(message), { code });

  for (const [code, ours, transient] of [
    ['ECONNREFUSED', 'CLUSTER_UNREACHABLE', true],
    ['ENOTFOUND', 'CLUSTER_UNREACHABLE', true],
    ['ECONNRESET', 'CLUSTER_UNAVAILABLE', true],
    ['UND_ERR_SOCKET', 'CLUSTER_UNAVAILABLE', true],
    ['HPE_INVALID_CONSTANT', 'CLUSTER_UNAVAILABLE', true],
    ['UND_ERR_HEADERS_TIMEOUT', 'CLUSTER_TIMEOUT', true],
    ['UND_ERR_CONNECT_TIMEOUT', 'CLUSTER_TIMEOUT', true],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'CLUSTER_TLS', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'CLUSTER_TLS', false],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'CLUSTER_TLS', false],
    ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'CLUSTER_TLS', false],
    ['ERR_OSSL_UNSUPPORTED', 'CLUSTER_TLS', false],
    ['EPROTO', 'CLUSTER_TLS', false],
    ['UNSPECIFIED', 'CLUSTER_TLS', false],
    ['ENOTCONN', 'CLUSTER_UNAVAILABLE', true],
    ['ESHUTDOWN', 'CLUSTER_UNAVAILABLE', true],
    ['ECANCELED', 'CLUSTER_UNAVAILABLE', true],
    ['EREMOTEIO', 'CLUSTER_UNAVAILABLE', true],
    ['ERR_STREAM_DESTROYED', 'CLUSTER_UNAVAILABLE', true],
    ['ERR_SOCKET_CLOSED', 'CLUSTER_UNAVAILABLE', true],
    ['ENONET', 'CLUSTER_UNREACHABLE', true],
    ['EACCES', 'CLUSTER_UNREACHABLE', true],
    ['UND_ERR_PRX_CONN', 'CLUSTER_UNREACHABLE', true],
    ['SOCKS5', 'CLUSTER_UNREACHABLE', true],
  ] as const)
    it(`of code ${code} is ${ours}`, () => {
      expect(fromThrown(call, 'https://k8s', withCode(code))).to.include({ code: ours, transient });
    });

  for (const [code, ours, meaning] of [
    ['ERR_INVALID_URL', 'KUBECONFIG_INVALID', 'usage'],
    ['UND_ERR_INVALID_ARG', 'KUBECONFIG_INVALID', 'usage'],
    ['ERR_INVALID_CHAR', 'KUBECONFIG_INVALID', 'usage'],
    ['EMFILE', 'LOCAL_RESOURCES', 'infrastructure'],
    ['ENOBUFS', 'LOCAL_RESOURCES', 'infrastructure'],
    ['Z_MEM_ERROR', 'LOCAL_RESOURCES', 'infrastructure'],
    ['EAI_MEMORY', 'LOCAL_RESOURCES', 'infrastructure'],
  ] as const)
    it(`of code ${code} is ${ours}, and never a cut connection`, () => {
      expect(fromThrown(call, 'https://k8s', withCode(code))).to.include({ code: ours, meaning });
    });

  it('of OpenSSL is said in the last of its words, and says when the server has no TLS', () => {
    const seen = (code: string, message: string) =>
      (fromThrown(call, 'https://k8s', withCode(code, message)) as Error).message;
    expect(
      seen(
        'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
        'C0:error:0A000412:SSL routines:ssl3_read_bytes:ssl/tls alert bad certificate:../ssl.c:918:',
      ),
    ).to.match(/^CLUSTER_TLS: no trusted TLS connection to https:\/\/k8s: ssl\/tls alert bad certificate \(/);
    expect(
      seen(
        'EPROTO',
        'write EPROTO C0:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../ssl.c:77:',
      ),
    ).to.equal(
      'CLUSTER_TLS: no trusted TLS connection to https://k8s: it answers without TLS (EPROTO)\n  expected: to get deployment shop/web\n  do:       check the port, or write http:// in the server of the kubeconfig',
    );
  });

  it('of TLS names the entries of the kubeconfig that describe the connection', () => {
    const error = fromThrown(call, 'https://k8s', withCode('CERT_HAS_EXPIRED'), "of cluster 'c' and user 'u' in FILE");
    expect(error).to.include({
      todo: "check certificate-authority, tls-server-name and the client certificate of cluster 'c' and user 'u' in FILE",
    });
  });

  it('of a proxy names the proxy, and says what to do', () => {
    const refused = (status: number) =>
      fromThrown(
        call,
        'https://k8s through the proxy http://p',
        withCode('UND_ERR_ABORTED', `Proxy response (${status}) !== 200 when HTTP Tunneling`),
      );
    expect(refused(407)).to.include({
      code: 'CLUSTER_UNREACHABLE',
      transient: false,
      seen: 'https://k8s through the proxy http://p: the proxy answered 407',
    });
    expect(refused(503)).to.include({ code: 'CLUSTER_UNREACHABLE', transient: true });
  });

  it('leaves the object unknown, unless the error may be that of a pod behind the API server', () => {
    const proxied: Call = { ...call, verb: 'PROXY', path: '/api/v1/namespaces/shop/pods/web:80/proxy/' };
    for (const code of ['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_HEADERS_TIMEOUT'])
      expect(fromThrown(call, 'https://k8s', withCode(code))).to.include({ unanswered: true });
    for (const code of ['ECONNRESET', 'UND_ERR_HEADERS_TIMEOUT'])
      expect(fromThrown(proxied, 'https://k8s', withCode(code))).to.include({ unanswered: false });
    for (const code of ['EHOSTUNREACH', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
      expect(fromThrown(proxied, 'https://k8s', withCode(code))).to.include({ unanswered: true });
    expect(fromThrown(call, 'https://k8s', withCode('CERT_HAS_EXPIRED'))).to.include({ unanswered: false });
  });

  it('is found inside what wraps it', () => {
    const wrapped = new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') });
    const both = new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]);
    expect(fromThrown(call, 'https://k8s', wrapped)).to.include({ code: 'CLUSTER_UNREACHABLE' });
    expect(fromThrown(call, 'https://k8s', both)).to.include({ code: 'CLUSTER_UNREACHABLE' });
  });

  it('that is not known is left as it is: a bug must not look like a connection problem', () => {
    const bug = new TypeError('x is undefined');
    expect(fromThrown(call, 'https://k8s', bug)).to.equal(bug);
    Object.assign(bug, { cause: bug });
    expect(fromThrown(call, 'https://k8s', bug)).to.equal(bug);
  });

  it('that is not JSON says that something else than an API server answers', () => {
    expect(fromThrown(call, 'https://k8s', new SyntaxError('Unexpected token <'))).to.include({
      code: 'CLUSTER_INVALID',
      transient: false,
      seen: 'https://k8s answered with something that is not JSON',
    });
  });
});
