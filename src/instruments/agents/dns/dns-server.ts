import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path/posix';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { getIfThere } from '../../../cluster/get-if-there.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type Pod, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Right } from '../../../cluster/rights/rights.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { servingEndpoints } from '../../../cluster/endpoints/endpoints.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';
import type { Before } from './before-kubernetes.ts';
import { readCorefile, UnreadFile } from './corefile.ts';
import { corefileOf, sourcesOf, type Source } from './corefile-of-pod.ts';
import { configurationOf, interceptedBy, stubDomainsOf, type DnsConfiguration } from './dns-configuration.ts';

/** The namespace of the caches on the nodes. */
const CACHES = 'kube-system';
/** How long a configuration that was read is used for all nodes, in milliseconds. */
const AGE_MS = 10_000;

/**
 * The permission to read the configuration of the cluster DNS, by the names that it has in common distributions. Without it, the answers
 * alone decide.
 */
export const configurationRight: Right = {
  group: '',
  resource: 'configmaps',
  verbs: ['get'],
  scope: 'cluster DNS',
  names: [
    ...['coredns', 'coredns-custom', 'coredns-coredns', 'rke2-coredns-rke2-coredns'],
    ...['kube-dns', 'node-local-dns', 'nodelocaldns'],
  ],
  optional: true,
};

/**
 * The Services of the name servers that an agent's pod uses. The address may also be that of a NodeLocal DNSCache on the node, which asks
 * the Service that its arguments name (github.com/kubernetes/dns, cmd/node-cache/main.go); there is none where the DNS is no Service.
 */
export async function dnsServices(
  look: Look,
  { node, nameservers }: { node: string; nameservers: readonly string[] },
): Promise<readonly Service[]> {
  const services = await look.list(kinds.services);
  const direct = services.filter(({ spec }) => spec?.clusterIPs?.some((address) => nameservers.includes(address)));
  if (direct.length > 0) return direct;
  const cache = (await cachesOf(look, nameservers)).find(({ spec }) => spec?.nodeName === node);
  if (!cache) return [];
  const its = words(cache);
  const flag = its.findIndex((word) => /^--?upstreamsvc$/.test(word));
  const upstream = flag < 0 ? 'kube-dns' : its[flag + 1];
  return services.filter(({ metadata }) => metadata?.namespace === CACHES && metadata.name === upstream);
}

/** The pods of caches that listen on one of these addresses, each on its own node, by their arguments. */
export async function cachesOf(look: Look, nameservers: readonly string[]): Promise<readonly Pod[]> {
  const pods = await look.list(kinds.pods, { namespace: CACHES });
  return pods.filter((pod) => words(pod).some((one) => nameservers.includes(one)));
}

/**
 * The addresses of a Service of {@link dnsServices} to which the questions of a pod go; pure. A cache on the node asks those of the family
 * that it has itself.
 */
export function askedOf({ spec }: Service, nameservers: readonly string[]): string[] {
  const all = spec?.clusterIPs ?? [];
  const direct = all.filter((address) => nameservers.includes(address));
  if (direct.length > 0) return direct;
  return all.filter((address) => nameservers.some((one) => isIP(one) === isIP(address)));
}

/** The words of the command lines of a pod, and the parts of their lists. */
function words({ spec }: Pod): string[] {
  const lines = (spec?.containers ?? []).flatMap(({ command = [], args = [] }) => [...command, ...args]);
  return lines.flatMap((line) => line.split(/[\s,=]+/));
}

/** The configuration of the cluster DNS, or why it is not known. */
export type KnownDns = (DnsConfiguration | { unread: string }) & {
  /** The service account of a name server: `kube-system:coredns`. */
  account?: string;
  /** What caches on nodes, or kube-dns, answer themselves. */
  intercepted?: readonly Before[];
};

/** Reads the configuration of the name servers behind Services, for names of a domain, and that of caches on nodes. */
export async function configurationBehind(look: Look, servers: readonly Service[], domain: string): Promise<KnownDns> {
  const [behind, caches] = await Promise.all([
    readBehind(look, servers, domain),
    shared(look, `caches ${domain}`, () => readCaches(look.cluster, domain)),
  ]);
  return caches.length > 0 ? { ...behind, intercepted: caches } : behind;
}

async function readBehind(look: Look, servers: readonly Service[], domain: string): Promise<KnownDns> {
  const all = await look.list(kinds.endpointSlices);
  for (const { metadata: { namespace = '', name = '' } = {} } of servers) {
    const slices = slicesOf({ namespace, name }, all);
    const [pod] = servingEndpoints(slices).flatMap(({ targetRef }) =>
      targetRef?.kind === 'Pod' ? (targetRef.name ?? []) : [],
    );
    if (pod === undefined) continue;
    const port = slices.flatMap(({ ports }) => ports ?? []).find(({ protocol }) => protocol === 'UDP')?.port;
    const ref = { namespace, name: pod };
    const read = await shared(look, `${namespace}/${pod} ${domain}`, () => readOf(look.cluster, ref, domain, port));
    if (read) return read;
  }
  return { unread: servers.length === 0 ? 'the name server is no Service' : 'no pod of its Service is ready' };
}

/** The ConfigMaps of caches on nodes, by the names that manifests and distributions give them. */
const CACHE_MAPS = ['node-local-dns', 'nodelocaldns'];

/**
 * What caches on nodes, and kube-dns, do not ask the name servers for. A cache also has the address of the Service itself, so only its
 * configuration tells that it is there. What may not be read is not known: the answers decide.
 */
async function readCaches(cluster: Cluster, domain: string): Promise<readonly Before[]> {
  const [stubs, ...corefiles] = await Promise.all(
    ['kube-dns', ...CACHE_MAPS].map((configMap) => dataOf(cluster, CACHES, configMap)),
  );
  const found = corefiles.flatMap((one, index) => {
    const text = one && 'data' in one ? one.data['Corefile'] : undefined;
    if (text === undefined) return [];
    const source = `ConfigMap ${CACHES}/${CACHE_MAPS[index]}`;
    return parsed(() => interceptedBy(readCorefile('/Corefile', new Map([['/Corefile', text]])), domain, source));
  });
  const text = stubs && 'data' in stubs ? stubs.data['stubDomains'] : undefined;
  if (text === undefined) return found;
  return [...parsed(() => stubDomainsOf(text, domain, `ConfigMap ${CACHES}/kube-dns`)), ...found];
}

/** What does not parse is not in use: the programs refuse it as well, and keep what they had. */
function parsed(read: () => Before[]): Before[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

type Reading = Promise<KnownDns | undefined>;
const known = new WeakMap<Cluster, Map<string, { at: number; read: Promise<unknown> }>>();

/** All nodes ask for the same configuration at the same time: it is read once for them. */
function shared<T>({ cluster }: Look, key: string, reading: () => Promise<T>): Promise<T> {
  const ofCluster = known.get(cluster) ?? new Map<string, { at: number; read: Promise<unknown> }>();
  known.set(cluster, ofCluster);
  const recent = ofCluster.get(key);
  const now = cluster.clock.now();
  if (recent && now - recent.at <= AGE_MS) return recent.read as Promise<T>;
  const read = reading();
  ofCluster.set(key, { at: now, read });
  read.catch(() => ofCluster.delete(key));
  return read;
}

/** `undefined` when the pod was deleted after its endpoint was read: the next look reads new endpoints. */
async function readOf(cluster: Cluster, ref: Required<Ref>, domain: string, port: number | undefined): Reading {
  const pod = await getIfThere(cluster, kinds.pods, ref, undefined);
  if (!pod) return undefined;
  const account = `${ref.namespace}:${pod.spec?.serviceAccountName ?? 'default'}`;
  return { ...(await readConfiguration(cluster, pod, domain, port)), account };
}

async function readConfiguration(
  cluster: Cluster,
  pod: Pod,
  domain: string,
  port: number | undefined,
): Promise<DnsConfiguration | { unread: string }> {
  const path = corefileOf(pod);
  if (path === undefined) return { unread: `pod ${pod.metadata?.name} has no Corefile` };
  const files = new Map<string, string>();
  const names = new Map<string, string>();
  const hidden = new Map<string, string>();
  for (const source of sourcesOf(pod, path)) {
    const read = await filesOf(cluster, pod.metadata?.namespace ?? '', source);
    if ('unread' in read) {
      hidden.set(source.at, read.unread);
      continue;
    }
    for (const [file, text] of read.files) {
      files.set(file, text);
      names.set(file, source.configMap);
    }
  }
  try {
    const source = `ConfigMap ${pod.metadata?.namespace}/${names.get(path)}`;
    return configurationOf(readCorefile(path, files, hidden), domain, source, {
      ...(port !== undefined && { port: String(port) }),
      fileAt: (file) => files.get(resolve(dirname(path), file)),
    });
  } catch (error) {
    if (error instanceof UnreadFile) return { unread: error.message };
    if (!(error instanceof SyntaxError)) throw error;
    return { unread: `the Corefile of pod ${pod.metadata?.name}: ${error.message}` };
  }
}

async function filesOf(
  cluster: Cluster,
  namespace: string,
  { configMap, files }: Source,
): Promise<{ files: [string, string][] } | { unread: string }> {
  const read = await dataOf(cluster, namespace, configMap);
  return 'unread' in read ? read : { files: files(read.data) };
}

/** The data of a ConfigMap; none where it does not exist: one for additions need not. */
async function dataOf(
  cluster: Cluster,
  namespace: string,
  configMap: string,
): Promise<{ data: Readonly<Record<string, string>> } | { unread: string }> {
  try {
    const { data = {} } = await cluster.get(kinds.configMaps, { namespace, name: configMap });
    return { data };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.code === 'CLUSTER_NOT_FOUND') return { data: {} };
    if (error.code !== 'CLUSTER_FORBIDDEN') throw error;
    return { unread: `missing permission: get configmaps ${configMap} in namespace ${namespace}` };
  }
}
