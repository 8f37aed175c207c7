import type { Pod } from '../../../cluster/kinds/kinds.ts';
import type { Contact } from './reach.ts';
import type { ServiceAddress } from './service-addresses.ts';

/** The containers by which service meshes accept the connections of a pod. */
const PROXIES = ['istio-proxy', 'linkerd-proxy', 'consul-dataplane', 'envoy', 'envoy-sidecar', 'kuma-sidecar'];
/** The pods that are read to find a proxy. */
const READ_PODS = 3;

/**
 * The ways whose connections are accepted and closed at once although nothing there does so by design; pure. Somebody accepts in place of the app, and does
 * not reach it: a proxy, a load balancer of a mesh, or what forwards the cluster IP. A port is closed by design when all of its endpoints do it.
 */
export function closedByMistake(contacts: readonly Contact[]): Contact[] {
  const ports = Map.groupBy(contacts, ({ address }) => address.portName ?? '');
  return [...ports.values()].flatMap((own) => {
    const endpoints = own.filter(({ address }) => address.kind === 'endpoint');
    // An endpoint is known by its address, because several nodes connect to it.
    const byEndpoint = [...Map.groupBy(endpoints, ({ address }) => keyOf(address)).values()];
    const open = byEndpoint.filter((of) => of.every(staysOpen));
    if (open.length === 0) return [];
    const closing = byEndpoint.filter((of) => of.every(isClosing)).flat();
    const forwarded = own.filter(({ address, answer }) => address.kind === 'cluster IP' && (answer.closed ?? 0) > 0);
    return open.length === byEndpoint.length ? forwarded : closing;
  });
}

const staysOpen = ({ answer }: Contact) => answer.ok && (answer.closed ?? 0) === 0;
const isClosing = ({ answer }: Contact) => (answer.closed ?? 0) === answer.tried;
const keyOf = ({ host, port }: ServiceAddress) => `${host} ${port}`;

/** The pods behind endpoints that close connections: few, because they mostly have the same manifest. Pure. */
export function podsThatClose(contacts: readonly Contact[]): string[] {
  const names = closing(contacts).flatMap(({ address }) => address.pod ?? []);
  return [...new Set(names)].slice(0, READ_PODS);
}

/**
 * What is said of connections that are accepted and closed at once, and are no loss; pure. An app may do so, such as one that only shows that it is there.
 * Where a proxy of a mesh is known to accept for the app, or the agents, or some connections stay open, it is not known whether it is by design.
 * @param pods those of {@link podsThatClose} that exist, and one of the agents.
 */
export function closedAtOnce(contacts: readonly Contact[], pods: readonly Pod[]): { note?: string; unjudged?: string } {
  const all = closing(contacts);
  const [first] = all;
  if (first === undefined) return {};
  const count = all.reduce((sum, { answer }) => sum + (answer.closed ?? 0), 0);
  const tried = all.reduce((sum, { answer }) => sum + answer.tried, 0);
  const { host, port, pod, kind } = first.address;
  const at = `${host.includes(':') ? `[${host}]` : host}:${port} (${pod === undefined ? kind : `pod ${pod}`})`;
  const more = new Set(all.map(({ address }) => keyOf(address))).size - 1;
  const where = more > 0 ? `${at} and ${more} more addresses` : at;
  const text = `${count} of ${tried} connections to ${where} were accepted and closed at once, with nothing sent`;
  const proxy = pods.flatMap(proxyOf)[0];
  if (proxy !== undefined) return { unjudged: `${text}: ${proxy} accepts them before the app does` };
  if (count < tried) return { unjudged: `${text}: a limit of the app, or something on the way that has lost it` };
  return { note: `${text}: by design of the app, or something accepts them in its place` };
}

/** The contacts with closed connections; those to endpoints, if there are such. */
function closing(contacts: readonly Contact[]): Contact[] {
  const all = contacts.filter(({ answer }) => answer.ok && (answer.closed ?? 0) > 0);
  const endpoints = all.filter(({ address }) => address.kind === 'endpoint');
  return endpoints.length > 0 ? endpoints : all;
}

function proxyOf({ metadata, spec }: Pod): string[] {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  const proxy = containers.find(({ name }) => PROXIES.includes(name))?.name;
  return proxy === undefined ? [] : [`${proxy} of pod ${metadata?.name}`];
}
