import { isIP } from 'node:net';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { getIfThere } from '../../../cluster/get-if-there.ts';
import type { Ref } from '../../../cluster/kind.ts';
import { kinds, type Pod, type Service } from '../../../cluster/kinds.ts';
import type { Right } from '../../../cluster/rights.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { readyEndpoints } from '../reach/service-addresses.ts';
import { slicesOf } from '../reach/service-slices.ts';
import { readCorefile, UnreadFile } from './corefile.ts';
import { corefileOf, sourcesOf, type Source } from './corefile-of-pod.ts';
import { configurationOf, type DnsConfiguration } from './dns-configuration.ts';

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
  names: ['coredns', 'coredns-custom', 'coredns-coredns', 'rke2-coredns-rke2-coredns'],
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
  const pods = await look.list(kinds.pods, { namespace: CACHES });
  const cache = pods.find((pod) => pod.spec?.nodeName === node && words(pod).some((one) => nameservers.includes(one)));
  if (!cache) return [];
  const its = words(cache);
  const flag = its.findIndex((word) => /^--?upstreamsvc$/.test(word));
  const upstream = flag < 0 ? 'kube-dns' : its[flag + 1];
  return services.filter(({ metadata }) => metadata?.namespace === CACHES && metadata.name === upstream);
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
};

/** Reads the configuration of the name servers behind Services, for names of a domain. */
export async function configurationBehind(look: Look, servers: readonly Service[], domain: string): Promise<KnownDns> {
  const all = await look.list(kinds.endpointSlices);
  for (const { metadata: { namespace = '', name = '' } = {} } of servers) {
    const behind = readyEndpoints(slicesOf({ namespace, name }, all));
    const [pod] = behind.flatMap(({ targetRef }) => (targetRef?.kind === 'Pod' ? (targetRef.name ?? []) : []));
    const read = pod === undefined ? undefined : await shared(look, { namespace, name: pod }, domain);
    if (read) return read;
  }
  return { unread: servers.length === 0 ? 'the name server is no Service' : 'no pod of its Service is ready' };
}

type Reading = Promise<KnownDns | undefined>;
const known = new WeakMap<Cluster, Map<string, { at: number; read: Reading }>>();

/** All nodes ask for the same configuration at the same time: it is read once for them. */
function shared({ cluster }: Look, pod: Required<Ref>, domain: string): Reading {
  const ofCluster = known.get(cluster) ?? new Map<string, { at: number; read: Reading }>();
  known.set(cluster, ofCluster);
  const key = `${pod.namespace}/${pod.name} ${domain}`;
  const recent = ofCluster.get(key);
  const now = cluster.clock.now();
  if (recent && now - recent.at <= AGE_MS) return recent.read;
  const read = readOf(cluster, pod, domain);
  ofCluster.set(key, { at: now, read });
  read.catch(() => ofCluster.delete(key));
  return read;
}

/** `undefined` when the pod was deleted after its endpoint was read: the next look reads new endpoints. */
async function readOf(cluster: Cluster, ref: Required<Ref>, domain: string): Reading {
  const pod = await getIfThere(cluster, kinds.pods, ref, undefined);
  if (!pod) return undefined;
  const account = `${ref.namespace}:${pod.spec?.serviceAccountName ?? 'default'}`;
  return { ...(await readConfiguration(cluster, pod, domain)), account };
}

async function readConfiguration(
  cluster: Cluster,
  pod: Pod,
  domain: string,
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
    return configurationOf(readCorefile(path, files, hidden), domain, source);
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
  try {
    const { data = {} } = await cluster.get(kinds.configMaps, { namespace, name: configMap });
    return { files: files(data) };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    // A ConfigMap for additions need not exist.
    if (error.code === 'CLUSTER_NOT_FOUND') return { files: [] };
    if (error.code !== 'CLUSTER_FORBIDDEN') throw error;
    return { unread: `missing permission: get configmaps ${configMap} in namespace ${namespace}` };
  }
}
