import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers of the API server by path: an object, the objects of a LIST, or the status of an error. */
export type Answers = Record<string, object | object[] | number>;

const NODE = {
  metadata: { name: 'node-a', uid: 'n-1' },
  status: { nodeInfo: { kubeletVersion: 'v1.36.3', osImage: 'Debian', containerRuntimeVersion: 'containerd://2.1.0' } },
};

const DEFAULTS: Answers = {
  '/version': { major: '1', minor: '36', gitVersion: 'v1.36.3' },
  '/api/v1/namespaces/kube-system': { metadata: { name: 'kube-system', uid: 'uid-of-the-cluster' } },
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { status: { allowed: true } },
  '/api/v1/nodes': [NODE],
  '/api/v1/namespaces': [{ metadata: { name: 'shop' } }],
};

/**
 * An API server with just enough objects for discovery: a real server on a socket, so that the whole door is tested. After a request for `/end`
 * it is unreachable.
 */
export async function smallApi(answers: Answers = {}): Promise<AsyncDisposable & { url: string; kubeconfig: string }> {
  const known = { ...DEFAULTS, ...answers };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://small');
    if (pathname === '/end') return void closed(server);
    const found = known[pathname] ?? (isCollection(pathname) ? [] : 404);
    const answer = Array.isArray(found) ? list(found) : found;
    if (searchParams.has('watch')) return; // A watch without events.
    const status = typeof answer === 'number' ? answer : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? answer : refusal(status, pathname)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, kubeconfig: kubeconfigFor(url), [Symbol.asyncDispose]: () => closed(server) };
}

function refusal(code: number, path: string): object {
  const reason = { 403: 'Forbidden', 404: 'NotFound' }[code] ?? 'InternalError';
  const [, kind, name] = /\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  // For a kind that is not served, the API server names no object.
  const details = isCollection(path) ? {} : { kind, name };
  return { kind: 'Status', code, reason, message: `${kind} "${name}": ${reason}`, details };
}

function list(items: object[]): object {
  return { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items };
}

function isCollection(path: string): boolean {
  return /^\/(api\/v1|apis\/[^/]+\/v1)\/[a-z]+$/.test(path);
}

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'small', cluster: { server } }],
    users: [{ name: 'nobody', user: {} }],
    contexts: [{ name: 'small', context: { cluster: 'small', user: 'nobody' } }],
    'current-context': 'small',
  });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
