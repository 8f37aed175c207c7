import type { EndpointSlice, Service } from '../../../cluster/kinds.ts';
import { readSelector, selects, type LabelSelector } from '../../../conditions/kinds/label-selector.ts';
import { zoneOf, type Directive, type ServerBlock } from './corefile.ts';

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
  /** The only namespaces with records; all when left out. */
  namespaces?: readonly string[];
  /** The labels of Services, and of their EndpointSlices, that have records. */
  labels?: LabelSelector;
  /** The labels of namespaces that have records. */
  namespaceLabels?: LabelSelector;
  /** Plugins that are asked before, and may answer for some names of Services. */
  before: readonly Before[];
}

/** A plugin that may answer instead of the plugin `kubernetes`. */
export interface Before {
  /** As in the Corefile: `template IN AAAA .`. */
  text: string;
  answers(question: { name: string; type: string }): boolean;
}

/**
 * The part of a Corefile that decides about names of a domain; pure. A question goes to the server block with the longest zone that
 * contains it, and there to the plugins in the order of CoreDNS's plugin.cfg: rewrite, template and hosts are asked before kubernetes
 * (github.com/coredns/coredns, plugin.cfg, core/dnsserver/server.go; options of kubernetes: plugin/kubernetes/setup.go).
 * @throws SyntaxError when no server block answers for the domain from the API, or an option does not parse.
 */
export function configurationOf(blocks: readonly ServerBlock[], domain: string, source: string): DnsConfiguration {
  const name = `svc.${zoneOf(domain)}`;
  const longest = (zones: readonly string[]) => Math.max(-1, ...zones.filter((zone) => isIn(name, zone)).map(lengthOf));
  const most = Math.max(-1, ...blocks.map(({ zones }) => longest(zones)));
  const candidates = most < 0 ? [] : blocks.filter(({ zones }) => longest(zones) === most);
  const block = candidates.find(({ plugins }) => plugins.some(isKubernetes));
  const plugin = block?.plugins.find(isKubernetes);
  if (!block || !plugin) throw new SyntaxError(`no server block answers for ${domain} with the plugin kubernetes`);
  const zones = plugin.args.length > 0 ? plugin.args.map(zoneOf) : block.zones;
  if (zones.some((zone) => /\{[$%]/.test(zone))) throw new SyntaxError('its zones come from the environment');
  const option = (wanted: string) => plugin.block.filter(({ name: of }) => of === wanted);
  const namespaces = option('namespaces').flatMap(({ args }) => args);
  const selector = (wanted: string): LabelSelector | undefined => {
    const text = option(wanted).at(-1)?.args.join(' ');
    if (text === undefined) return undefined;
    const read = readSelector(text);
    if (!read) throw new SyntaxError(`${wanted} ${text} is no label selector`);
    return read;
  };
  const [labels, namespaceLabels] = [selector('labels'), selector('namespace_labels')];
  return {
    source,
    zones,
    hidesEmpty: option('ignore').some(({ args: [what] }) => what === 'empty_service'),
    withoutEndpoints: option('noendpoints').length > 0,
    ...(namespaces.length > 0 && { namespaces }),
    ...(labels && { labels }),
    ...(namespaceLabels && { namespaceLabels }),
    before: block.plugins.flatMap(beforeKubernetes),
  };
}

const isKubernetes = ({ name }: Directive) => name === 'kubernetes';
const lengthOf = (zone: string) => (zone === '' ? 0 : zone.split('.').length);
const isIn = (name: string, zone: string) => zone === '' || name === zone || name.endsWith(`.${zone}`);

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

/** A plugin of a server block as one that may answer before kubernetes does; none for all others. */
function beforeKubernetes({ name, args, block }: Directive): Before[] {
  const text = [name, ...args].join(' ');
  switch (name) {
    case 'template': {
      const [, type = 'ANY', ...zones] = args;
      const patterns = block.filter(({ name: of }) => of === 'match').flatMap(({ args: all }) => all.map(patternOf));
      const answers: Before['answers'] = (question) =>
        ['ANY', question.type].includes(type.toUpperCase()) &&
        (zones.length === 0 || zones.some((zone) => isIn(bare(question.name), zoneOf(zone)))) &&
        (patterns.length === 0 || patterns.some((pattern) => pattern(question.name)));
      return [{ text, answers }];
    }
    case 'hosts': {
      const names = new Set(
        block.filter(({ name: of }) => /[.:]/.test(of)).flatMap(({ args: all }) => all.map(zoneOf)),
      );
      return names.size > 0 ? [{ text: 'hosts', answers: (question) => names.has(bare(question.name)) }] : [];
    }
    case 'rewrite': {
      const rules = block.length > 0 ? block.map(({ name: of, args: its }) => [of, ...its]) : [args];
      const matches = rules
        .map((rule) => rewritten(rule.filter((word) => word !== 'stop' && word !== 'continue')))
        .find((rule) => rule !== undefined);
      return matches ? [{ text, answers: ({ name: asked }) => matches(bare(asked)) }] : [];
    }
    default:
      return [];
  }
}

/** Which names a rule of the plugin rewrite changes (plugin/rewrite/name.go); `undefined` when it is not about names of questions. */
function rewritten([field, ...rest]: readonly string[]): ((name: string) => boolean) | undefined {
  if (field !== 'name') return undefined;
  const [kind = '', from = ''] = /^(exact|prefix|suffix|substring|regex)$/.test(rest[0] ?? '')
    ? rest
    : ['exact', ...rest];
  const wanted = from.toLowerCase();
  switch (kind) {
    case 'exact':
      return (name) => name === zoneOf(wanted);
    case 'prefix':
      return (name) => name.startsWith(wanted);
    case 'suffix':
      return (name) => `${name}.`.endsWith(wanted.endsWith('.') ? wanted : `${wanted}.`);
    case 'substring':
      return (name) => name.includes(wanted);
    default: {
      const pattern = patternOf(from);
      return (name) => pattern(`${name}.`);
    }
  }
}

const bare = (name: string) => zoneOf(name);

/** A regular expression of Go. One that JavaScript does not take may match anything. */
function patternOf(text: string): (name: string) => boolean {
  try {
    const pattern = new RegExp(text.replace(/^\(\?i\)/, '').replaceAll('(?P<', '(?<'), 'i');
    return (name) => pattern.test(name);
  } catch {
    return () => true;
  }
}
