import type { EndpointSlice, Service } from '../../../cluster/kinds/kinds.ts';
import { readSelector, selects, type LabelSelector } from '../../../conditions/kinds/label-selector.ts';
import { beforeKubernetes, type Before, type Place } from './before-kubernetes.ts';
import { isIn, zoneOf, type Directive, type ServerBlock } from './corefile.ts';

/** What the configuration of the cluster DNS says about the names of Services. */
export interface DnsConfiguration {
  /** Where it was read: `ConfigMap kube-system/coredns`. */
  source: string;
  /** The zones that are served from the API; an empty text is all names. */
  zones: readonly string[];
  /** Whether Services without a published endpoint have no record: `ignore empty_service`. */
  hidesEmpty: boolean;
  /** Whether EndpointSlices are not read, so that headless Services have no record: `noendpoints`. */
  withoutEndpoints: boolean;
  /** How long an answer may be kept, in seconds: `ttl`. */
  ttl: number;
  /** The only namespaces with records; all when left out. */
  namespaces?: readonly string[];
  /** The labels of Services, and of their EndpointSlices, that have records. */
  labels?: LabelSelector;
  /** The labels of namespaces that have records. */
  namespaceLabels?: LabelSelector;
  /** Plugins that are asked before, and other server blocks, which answer for some names of Services. */
  before: readonly Before[];
  /** Server blocks for a part of the names, which are served from the API with other options. */
  parts: readonly { zone: string; configuration: DnsConfiguration }[];
}

/** What else is known when a Corefile is read. */
interface Around {
  /** The UDP port of the name server. @default any */
  port?: string;
  /** A file that a plugin names. @default it is not known */
  fileAt?: Place['fileAt'];
}

/** The default of the option `ttl` (plugin/kubernetes/kubernetes.go). */
const TTL = 5;

/**
 * The part of a Corefile that decides about names of a domain; pure. A question goes to the server block with the longest zone that
 * contains it, and there to the plugins in their order; see {@link beforeKubernetes}
 * (github.com/coredns/coredns, core/dnsserver/server.go; options of kubernetes: plugin/kubernetes/setup.go).
 * @throws SyntaxError when no server block answers for the domain from the API, which one does depends on a view, or an option does not parse.
 */
export function configurationOf(
  all: readonly ServerBlock[],
  domain: string,
  source: string,
  around: Around = {},
): DnsConfiguration {
  const blocks = blocksAt(all, around.port);
  const name = `svc.${zoneOf(domain)}`;
  const candidates = longestFor(blocks, name);
  const block = candidates.find(({ plugins }) => plugins.some(isKubernetes));
  if (!block) throw new SyntaxError(`no server block answers for ${domain} with the plugin kubernetes`);
  const own = ofBlock(block, source, around);
  const below = blocks.flatMap((one) => zonesBelow(one, name, block).map((zone) => ({ zone, one })));
  return {
    ...own,
    before: [
      ...below.flatMap(({ zone, one }) => (one.plugins.some(isKubernetes) ? [] : [elsewhere(zone, source)])),
      ...own.before,
    ],
    parts: below.flatMap(({ zone, one }) =>
      one.plugins.some(isKubernetes) ? [{ zone, configuration: ofBlock(one, source, around) }] : [],
    ),
  };
}

/**
 * What a cache on the node keeps from the cluster DNS; pure. Its Corefile forwards the names of a domain; plugins in that server block, and
 * server blocks for a part of the names that forward to somewhere else, answer themselves.
 */
export function interceptedBy(blocks: readonly ServerBlock[], domain: string, source: string): Before[] {
  const name = `svc.${zoneOf(domain)}`;
  const [block] = longestFor(blocks, name);
  if (!block) return [];
  const targets = targetsOf(block);
  const below = blocks.flatMap((one) => zonesBelow(one, name, block).map((zone) => ({ zone, one })));
  return [
    ...below.filter(({ one }) => targetsOf(one) !== targets).map(({ zone }) => elsewhere(zone, source)),
    ...[block, ...below.map(({ one }) => one)].flatMap((one) => beforeIn(one, source, {})),
  ];
}

/** What the setting `stubDomains` of kube-dns, which caches on nodes read as well, sends elsewhere: a JSON object with domains as its names; pure. */
export function stubDomainsOf(text: string, domain: string, source: string): Before[] {
  const read: unknown = JSON.parse(text);
  const zones = typeof read === 'object' && read !== null ? Object.keys(read).map(zoneOf) : [];
  return zones
    .filter((zone) => isIn(zone, `svc.${zoneOf(domain)}`))
    .map((zone) => ({ ...elsewhere(zone, source), text: `stubDomains ${zone}` }));
}

/** The server block of a part of the names, or the whole; pure. */
export function partFor(whole: DnsConfiguration, name: string): DnsConfiguration {
  const its = whole.parts
    .filter(({ zone }) => isIn(zoneOf(name), zone))
    .toSorted((a, b) => b.zone.length - a.zone.length);
  return its[0]?.configuration ?? whole;
}

const isKubernetes = ({ name }: Directive) => name === 'kubernetes';
const lengthOf = (zone: string) => (zone === '' ? 0 : zone.split('.').length);

function blocksAt(blocks: readonly ServerBlock[], port: string | undefined): readonly ServerBlock[] {
  const its = blocks.filter(({ ports }) => port === undefined || ports.length === 0 || ports.includes(port));
  return its.length > 0 ? its : blocks;
}

/**
 * The server blocks with the longest zone that contains a name.
 * @throws SyntaxError when views choose among them.
 */
function longestFor(blocks: readonly ServerBlock[], name: string): ServerBlock[] {
  const longest = ({ zones }: ServerBlock) => Math.max(-1, ...zones.filter((zone) => isIn(name, zone)).map(lengthOf));
  const most = Math.max(-1, ...blocks.map(longest));
  const found = most < 0 ? [] : blocks.filter((one) => longest(one) === most);
  if (found[0]?.plugins.some((one) => one.name === 'view'))
    throw new SyntaxError('which server block answers depends on a view');
  return found;
}

/** The zones of another server block that are a part of the names. */
function zonesBelow(one: ServerBlock, name: string, main: ServerBlock): string[] {
  return one === main ? [] : one.zones.filter((zone) => isIn(zone, name) && !main.zones.includes(zone));
}

const elsewhere = (zone: string, source: string): Before => ({
  ...{ text: `a server block for ${zone}`, source },
  answers: ({ name }) => isIn(zoneOf(name), zone),
});

const targetsOf = ({ plugins }: ServerBlock) =>
  plugins
    .filter(({ name }) => name === 'forward')
    .map(({ args }) => args.slice(1).join(' '))
    .join();

function beforeIn({ plugins, zones }: ServerBlock, source: string, { fileAt = () => undefined }: Around): Before[] {
  return plugins.flatMap((one) => beforeKubernetes(one, { source, zones, fileAt }));
}

function ofBlock(block: ServerBlock, source: string, around: Around): DnsConfiguration {
  const plugin = block.plugins.find(isKubernetes);
  const { args = [], block: lines = [] } = plugin ?? {};
  const zones = args.length > 0 ? args.map(zoneOf) : block.zones;
  if (zones.some((zone) => /\{[$%]/.test(zone))) throw new SyntaxError('its zones come from the environment');
  const option = (wanted: string) => lines.filter(({ name: of }) => of === wanted);
  const namespaces = option('namespaces').flatMap(({ args: all }) => all);
  const selector = (wanted: string): LabelSelector | undefined => {
    const text = option(wanted).at(-1)?.args.join(' ');
    if (text === undefined) return undefined;
    const read = readSelector(text);
    if (!read) throw new SyntaxError(`${wanted} ${text} is no label selector`);
    return read;
  };
  const [labels, namespaceLabels] = [selector('labels'), selector('namespace_labels')];
  const ttl = Number(option('ttl').at(-1)?.args[0] ?? TTL);
  return {
    source,
    zones,
    hidesEmpty: option('ignore').some(({ args: [what] }) => what === 'empty_service'),
    withoutEndpoints: option('noendpoints').length > 0,
    ttl: Number.isFinite(ttl) ? ttl : TTL,
    ...(namespaces.length > 0 && { namespaces }),
    ...(labels && { labels }),
    ...(namespaceLabels && { namespaceLabels }),
    before: beforeIn(block, source, around),
    parts: [],
  };
}

/** Whether the names of Services of a domain are served at all. */
export function servesDomain({ zones }: DnsConfiguration, domain: string): boolean {
  return zones.some((zone) => isIn(`svc.${zoneOf(domain)}`, zone));
}

/**
 * Why a Service has no record by the configuration; `undefined` when it should have one. Pure.
 * @param slices those of the Service.
 * @param namespaceLabels the labels of its namespace; only needed where the configuration selects by them.
 */
export function whyNotServed(
  { hidesEmpty, withoutEndpoints, namespaces, labels, namespaceLabels: selected }: DnsConfiguration,
  service: Service,
  slices: readonly EndpointSlice[],
  namespaceLabels: Readonly<Record<string, string>> = {},
): string | undefined {
  const { namespace = '', labels: own = {} } = service.metadata ?? {};
  if (namespaces && !namespaces.includes(namespace)) return `namespaces ${namespaces.join(' ')}`;
  if (selected && !selects(selected, namespaceLabels)) return 'namespace_labels';
  if (labels && !selects(labels, own)) return 'labels';
  const isHeadless = (service.spec?.clusterIPs ?? []).every((address) => address === 'None');
  if (isHeadless) return withoutEndpoints ? 'noendpoints' : undefined;
  // The slices are selected by the same labels as the Services.
  const known = withoutEndpoints
    ? []
    : labels
      ? slices.filter(({ metadata }) => selects(labels, metadata?.labels))
      : slices;
  return hidesEmpty && isEmpty(known) ? 'ignore empty_service' : undefined;
}

/**
 * Whether the cluster DNS publishes no endpoint of these slices; pure. It publishes what is `ready`, which is always true where a Service
 * publishes addresses that are not ready; a missing condition counts as ready (CoreDNS plugin/kubernetes/object/endpoint.go).
 */
export function isEmpty(slices: readonly EndpointSlice[]): boolean {
  return slices.every(({ endpoints }) => (endpoints ?? []).every(({ conditions }) => conditions?.ready === false));
}
