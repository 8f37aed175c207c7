import { NOT_AN_API_SERVER } from '../foreign-answer.ts';
import type { ClusterErrorCode } from '../cluster-error.ts';
import type { FailedAnswer } from './failed-answer.ts';

/** What an answer says that comes from something else than an API server. */
export interface ForeignPage {
  code: ClusterErrorCode;
  seen: string;
  todo: string;
}

/** What Go's HTTP server, nginx and Envoy say to plain HTTP at a port with TLS. */
const WANTS_TLS = /HTTP request (?:was sent )?to (?:an )?HTTPS|plain HTTP request/i;

/**
 * Recognizes answers without a `Status` that no API server gives: of a proxy, a load balancer, a login page. An API server never redirects, and never
 * answers with HTML.
 * @param server how messages name the server.
 * @returns undefined when it may be one of an API server.
 */
export function foreignPage({ status, headers, body }: FailedAnswer, server: string): ForeignPage | undefined {
  if (status === 400 && WANTS_TLS.test(body.slice(0, 1_000)))
    return {
      code: 'CLUSTER_TLS',
      seen: `${server} answers only with TLS (400)`,
      todo: 'write https:// in the server of the kubeconfig',
    };
  if (status === 407)
    return {
      code: 'CLUSTER_UNREACHABLE',
      seen: `${server}: a proxy in front of it wants a user name and a password (407)`,
      todo: 'name the proxy with both, http://USER:PASSWORD@HOST:PORT in proxy-url or HTTPS_PROXY, or list the server in NO_PROXY',
    };
  if (status === 511)
    return {
      code: 'CLUSTER_UNREACHABLE',
      seen: `${server}: the network wants a sign-in first (511)`,
      todo: 'sign in to the network, in a browser',
    };
  if (status >= 300 && status < 400) {
    const to = URL.parse(String(headers['location'] ?? ''), 'http://-')?.host;
    const where = to === undefined || to === '-' ? '' : ` to ${to}`;
    return foreign(`${server} redirects${where} (${status}), which no API server does`);
  }
  if (status >= 400 && status < 500 && /^text\/html\b/i.test(String(headers['content-type'] ?? '')))
    return foreign(`${server} answered ${status} with a page for people`);
  if (status < 200 || status > 599) return foreign(`${server} answered ${status}, which no API server does`);
  return undefined;
}

function foreign(seen: string): ForeignPage {
  return { code: 'CLUSTER_INVALID', seen, todo: NOT_AN_API_SERVER };
}
