import type { Service } from '../../cluster/kinds/kinds.ts';

/** A Service and a namespace whose name is a number: as a URL this would be an IP address, or none. */
const NUMBERED = /^([a-z]+:\/\/[a-z0-9-]+\.(?:\d+|0x[0-9a-f]*))(?=[:/]|$)/i;

/**
 * The base URL of a target; a bare Service name is called by HTTP.
 * @example targetUrl('shop.web') // 'http://shop.web'
 * @example targetUrl('shop.2024') // 'http://shop.2024.svc', because a name that ends with a number is an IP address in a URL
 * @example targetUrl('https://shop.example.com/') // 'https://shop.example.com'
 */
export function targetUrl(target: string): string {
  const url = target.includes('://') ? target : `http://${target}`;
  return url.replace(NUMBERED, '$1.svc').replace(/\/+$/, '');
}

/** Why a text is not a target, as the end of a sentence; `undefined` when it is one. */
export function targetProblem(target: string): string | undefined {
  if (target === '') return 'is not set: write a Service such as shop.web:8080, or a URL';
  if (/^(?:[a-z]+:\/\/)?(?:\d+|0x[0-9a-f]*)(?=[:/]|$)/i.test(target))
    return `is '${target}', which is a number: write the namespace, too, as in shop.web:8080`;
  const [, port] = /^(?:[a-z]+:\/\/)?[^/?#@]*:(\d+)(?=[/?#]|$)/i.exec(target) ?? [];
  if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535))
    return `is '${target}': a port is a number from 1 to 65535`;
  let url: URL;
  try {
    url = new URL(targetUrl(target));
  } catch {
    return `is '${target}': write a Service such as shop.web:8080, or a URL`;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `is '${target}': only http and https can be loaded`;
  // The target is shown in reports, in logs and on the dashboard, so it must not contain a password.
  if (url.username !== '' || url.password !== '')
    return "has a user or a password in it: leave them out, a Secret's HEADER_Authorization takes them";
  if (url.search !== '' || url.hash !== '') return `is '${target}': leave out what follows ? or #`;
  return undefined;
}

/** A Service that a host name may mean. */
export interface MeantService {
  namespace: string;
  name: string;
  /** Whether it cannot be anything else: `shop` and `shop.web.svc` cannot, `shop.web` might be a host on the Internet. */
  certain: boolean;
}

/** Whether a host name is one that only the name servers of the cluster may know: a Service of another cluster, or a pod of a Service. */
export function isKnownInClusterOnly(target: string): boolean {
  const { hostname } = new URL(targetUrl(target));
  return /^[^.]+(\.[^.]+)+\.svc((\.[^.]+){2,})?\.?$/.test(hostname);
}

/** What is wrong with the port of a URL of a Service; `undefined` when nothing is, or when its name does not resolve to a cluster IP. */
export function portProblem({ metadata, spec }: Service, url: string): string | undefined {
  if (spec?.clusterIP === 'None' || spec?.type === 'ExternalName') return undefined;
  const { port, protocol } = new URL(url);
  const asked = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  const ports = (spec?.ports ?? []).filter((one) => (one.protocol ?? 'TCP') === 'TCP').map((one) => one.port);
  if (ports.includes(asked)) return undefined;
  const there = ports.length === 0 ? 'none for TCP' : ports.join(', ');
  return `Service ${metadata?.namespace}/${metadata?.name} has no port ${asked}, it has ${there}`;
}

/**
 * The Service of a target with the namespace first, as in all other texts of the suite: `web.shop`, `web/shop`; `undefined` when there
 * are no two parts.
 */
export function reversedService(target: string): { namespace: string; name: string } | undefined {
  const { hostname, pathname } = new URL(targetUrl(target));
  const [namespace = '', second = pathname.split('/')[1] ?? '', svc] = hostname.split('.');
  if (!isLabel(namespace) || !isLabel(second) || (svc !== undefined && svc !== 'svc')) return undefined;
  return { namespace, name: second };
}

/**
 * The Service that a target's host may be the name of; `undefined` when it cannot be one.
 * @param namespace which a bare name is looked up in: that of the load generators.
 */
export function serviceOf(target: string, namespace: string): MeantService | undefined {
  const [name = '', inNamespace, svc, ...rest] = new URL(targetUrl(target)).hostname.split('.');
  if (![name, inNamespace ?? 'x'].every(isLabel)) return undefined;
  if (svc !== undefined && svc !== 'svc') return undefined;
  if (svc === 'svc' && rest.length === 1 && rest[0] !== '') return undefined;
  const domain = rest.filter((label) => label !== '').join('.');
  // A Service of a cluster set (KEP-1645) is in any of its clusters, with other ports; only its name servers know it.
  if (domain === 'clusterset.local') return undefined;
  // With any other domain it may be that of this cluster, or of another one.
  const here = svc === 'svc' && (domain === '' || domain === 'cluster.local');
  return { name, namespace: inNamespace ?? namespace, certain: inNamespace === undefined || here };
}

/** Names of namespaces may begin with a digit, and those of Services since KEP-5311 (RelaxedServiceNameValidation). */
const isLabel = (text: string) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
