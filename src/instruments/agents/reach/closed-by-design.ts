import type { Pod } from '../../../cluster/kinds/kinds.ts';
import type { Contact } from './reach.ts';
import { OPT_OUT } from './service-scope.ts';

/** Why a port that an app does not open is no failure. */
const UNJUDGED = 'the port is not judged, because nothing says whether that is intended';

/** The pods of one port that are read. */
const READ_PODS = 10;

/** Flags of servers for the address that they listen on; others, such as `--upstream` and `--db-host`, name an address that they connect to. */
const LISTENS =
  /^-{1,2}(?:[\w.-]*(?:bind|listen)[\w.-]*|(?:(?:admin|grpc|health|health-probe|healthz|http|https|metrics|probe|secure|serving|telemetry|web|webhook)[.-])?(?:addr|address|host))(?:[= ](.*))?$/i;
const LOOPBACK = /(?:^|\/\/|@)(?:127(?:\.\d+){3}|localhost|\[::1\]|::1)(?::\d+)?(?:$|\/)/i;
const PORT = /(?:^|[^:]|\]):(\d+)(?:$|\/)/;
/** kube-proxy listens for metrics on loopback unless it is configured (`metricsBindAddress`, pkg/proxy/apis/config of Kubernetes). */
const KUBE_PROXY_METRICS = 10_249;

/**
 * Why a port of a pod on the network of its node is closed to everybody else by design: its arguments bind it to loopback, as kubeadm does for
 * controller-manager, scheduler and etcd. `undefined` when nothing says so. Pure.
 */
export function whyOnLoopback({ metadata, spec }: Pod, port: number): string | undefined {
  if (!spec?.hostNetwork) return undefined;
  const bound = spec.containers
    .flatMap(({ command = [], args = [] }) => listening([...command, ...args]))
    .find(({ value }) => isLoopbackAlone(value, port))?.flag;
  if (bound !== undefined) return `pod ${metadata?.name} listens on loopback alone (${bound})`;
  const isProxy = spec.containers.some(({ command = [], args = [] }) =>
    [...command, ...args].join(' ').includes('kube-proxy'),
  );
  return isProxy && port === KUBE_PROXY_METRICS
    ? `pod ${metadata?.name} listens on loopback alone (the default of kube-proxy’s metricsBindAddress)`
    : undefined;
}

/** The arguments that say where a server listens, with their values, which may be words of their own. */
function listening(words: readonly string[]): { flag: string; value: string }[] {
  return words.flatMap((word, index) => {
    const match = LISTENS.exec(word);
    if (!match) return [];
    const next = words[index + 1] ?? '';
    return [match[1] === undefined ? { flag: `${word} ${next}`, value: next } : { flag: word, value: match[1] }];
  });
}

/** Whether all addresses of a list that are for a port, or for any, are loopback, and there is one. */
function isLoopbackAlone(value: string, port: number): boolean {
  const its = value.split(',').filter((address) => {
    const at = PORT.exec(address)?.[1];
    return at === undefined || Number(at) === port;
  });
  return its.length > 0 && its.every((address) => LOOPBACK.test(address));
}

/** The pods to read to find out why ports are closed: few of each port, because they mostly have the same manifest. Pure. */
export function podsBehindClosed(contacts: readonly Contact[]): string[] {
  return [...closedPorts(contacts).values()].flatMap((refused) => podsOf(refused));
}

/**
 * The contacts, with those marked that are closed by design, or may be; pure. A port is, if it is refused everywhere, and its pods listen on loopback alone, or
 * declare it and have others that answer: their app has then chosen not to open it, as charts list ports of features that are off. A port that no
 * container declares is rather a mistake, and the first port of a Service is rarely for a feature: whether that one is closed by design is not judged.
 * @param pods by name, those of {@link podsBehindClosed} that exist.
 * @param first the name of the first port of the Service; `''` has no name. @default it is not known
 */
export function markClosed(contacts: readonly Contact[], pods: ReadonlyMap<string, Pod>, first?: string): Contact[] {
  const reasons = new Map<string, Reason>();
  for (const [key, refused] of closedPorts(contacts)) {
    const why = podsOf(refused).map((name) => whyPort(name, refused, contacts, pods.get(name)));
    if (why[0] && why.every((one) => one !== undefined)) reasons.set(key, why[0]);
  }
  return contacts.map((contact) => {
    const reason = isRefused(contact) ? reasons.get(keyOf(contact)) : undefined;
    if (!reason) return contact;
    const { text, byApp } = reason;
    if (!byApp) return { ...contact, closed: text };
    if (keyOf(contact) !== first) return { ...contact, closed: `${text}; ${UNJUDGED}` };
    const unsure = 'whether that is intended is not known, because it is the first port of the Service';
    return { ...contact, unjudged: `${text}; ${unsure}: if it is, ${OPT_OUT} excludes it` };
  });
}

/** Why a port is closed, and whether that is only what its app does, and nobody has written down. */
interface Reason {
  text: string;
  byApp: boolean;
}

/** The contacts to each port whose endpoints all refuse. */
function closedPorts(contacts: readonly Contact[]): Map<string, Contact[]> {
  const ports = Map.groupBy(
    contacts.filter(({ address }) => address.kind === 'endpoint'),
    keyOf,
  );
  return new Map([...ports].filter(([, own]) => own.every(isRefused)));
}

function whyPort(name: string, refused: readonly Contact[], all: readonly Contact[], pod?: Pod): Reason | undefined {
  const port = refused.find(({ address }) => address.pod === name)?.address.port;
  if (!pod || port === undefined) return undefined;
  const loopback = whyOnLoopback(pod, port);
  if (loopback !== undefined) return { text: loopback, byApp: false };
  const answers = all.some(({ address, answer }) => address.pod === name && answer.ok);
  const declares = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].some(({ ports = [] }) =>
    ports.some(({ containerPort, protocol = 'TCP' }) => containerPort === port && protocol === 'TCP'),
  );
  if (!answers || !declares) return undefined;
  const text = `nothing listens on port ${port}, which its pods declare, and their other ports answer: their app does not open it`;
  return { text, byApp: true };
}

function podsOf(contacts: readonly Contact[]): string[] {
  return [...new Set(contacts.flatMap(({ address }) => address.pod ?? []))].slice(0, READ_PODS);
}

/** The port of the Service; one without a name is its only one. */
const keyOf = ({ address }: Contact) => address.portName ?? '';
const isRefused = ({ answer }: Contact) => !answer.ok && answer.error === 'ECONNREFUSED';

/** Why a Service is closed by design: each of its addresses is; pure. */
export function whyClosed(contacts: readonly Contact[]): string | undefined {
  const reasons = contacts.map(({ closed }) => closed);
  return reasons.length > 0 && reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

/** What is closed by design while others are open, in one sentence; `undefined` when there is nothing. Pure. */
export function closedText(contacts: readonly Contact[]): string | undefined {
  const reasons = [...new Set(contacts.flatMap(({ closed }) => closed ?? []))];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}
