import { BlockList, isIP, isIPv6 } from 'node:net';
import { isIn, zoneOf, type Directive } from './corefile.ts';

/** A question to a name server. */
export interface Asked {
  name: string;
  type: string;
  /** The addresses of the pod that asks. @default they are not known */
  from?: readonly string[];
}

/** What may answer for a name instead of the plugin `kubernetes`, or keep it from being asked. */
export interface Before {
  /** As in the configuration: `template IN AAAA .`. */
  text: string;
  /** Where it was read: `ConfigMap kube-system/coredns`. */
  source: string;
  answers(question: Asked): boolean;
}

/** Where a plugin is. */
export interface Place {
  source: string;
  /** The zones of its server block. */
  zones: readonly string[];
  /** Reads a file that the plugin names; `undefined` when it is not known. */
  fileAt(path: string): string | undefined;
}

/**
 * A plugin of a server block as one that may answer before kubernetes does; none for all others. Pure. The order is that of CoreDNS's plugin.cfg: acl,
 * dns64, rewrite, template, hosts, route53, azure, clouddns and k8s_external are asked before kubernetes (github.com/coredns/coredns).
 */
export function beforeKubernetes(directive: Directive, place: Place): Before[] {
  const { name, args } = directive;
  const answers = PLUGINS.get(name)?.(directive, place);
  return answers ? [{ text: [name, ...args].join(' '), source: place.source, answers }] : [];
}

type Answers = Before['answers'];

const PLUGINS: ReadonlyMap<string, (directive: Directive, place: Place) => Answers | undefined> = new Map<
  string,
  (directive: Directive, place: Place) => Answers | undefined
>([
  ['acl', denying],
  ['dns64', synthesized],
  ['rewrite', rewriting],
  ['template', templated],
  ['hosts', listed],
  ['route53', inCloud(([zone]) => zone)],
  ['azure', inCloud(([, zone]) => zone)],
  ['clouddns', inCloud(([zone]) => zone)],
  ['k8s_external', external],
]);

/** plugin/dns64: addresses of Services are translated only when all are. */
function synthesized({ block }: Directive): Answers | undefined {
  return block.some(({ name }) => name === 'translate_all') ? ({ type }) => type === 'AAAA' : undefined;
}

/** plugin/acl/acl.go: the first rule that matches decides, and without one the question is allowed. */
function denying({ args, block }: Directive, { zones }: Place): Answers {
  const own = args.length > 0 ? args.map(zoneOf) : zones;
  const rules = block.map(({ name: action, args: words }) => {
    const at = words.indexOf('net');
    const types = words.slice(0, at < 0 ? undefined : at).filter((word) => word !== 'type');
    return { action, types: types.map((type) => type.toUpperCase()), nets: at < 0 ? [] : words.slice(at + 1) };
  });
  return ({ name, type, from = [] }) => {
    if (!isInOneOf(name, own)) return false;
    const rule = rules.find(
      ({ types, nets }) =>
        (types.length === 0 || types.includes('*') || types.includes(type)) &&
        (nets.length === 0 || nets.includes('*') || from.some((ip) => nets.some((net) => isWithin(ip, net)))),
    );
    return rule !== undefined && rule.action !== 'allow';
  };
}

function isWithin(ip: string, net: string): boolean {
  const [address = '', length] = net.split('/');
  if (isIP(address) === 0 || isIP(address) !== isIP(ip)) return false;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const block = new BlockList();
  if (length === undefined) block.addAddress(address, family);
  else block.addSubnet(address, Number(length), family);
  return block.check(ip, family);
}

/** plugin/template/template.go: a name in its zones that no pattern matches is refused, too, unless it falls through. */
function templated({ args, block }: Directive, { zones }: Place): Answers {
  const [, type = 'ANY', ...its] = args;
  const own = its.length > 0 ? its.map(zoneOf) : zones;
  const patterns = block.filter(({ name }) => name === 'match').flatMap(({ args: all }) => all.map(patternOf));
  return (question) =>
    ['ANY', question.type].includes(type.toUpperCase()) &&
    isInOneOf(question.name, own) &&
    (patterns.length === 0 ||
      patterns.some((pattern) => pattern(question.name)) ||
      !fallsThrough(block, question.name));
}

/** plugin/hosts/hosts.go: a name in its zones that it does not have is refused, unless it falls through. The first argument is a file. */
function listed({ args: [file, ...its], block }: Directive, { zones, fileAt }: Place): Answers {
  const own = its.length > 0 ? its.map(zoneOf) : zones;
  const rows = (file === undefined ? undefined : fileAt(file))?.split('\n') ?? [];
  const written = rows.map((row) => row.replace(/#.*/, '').trim().split(/\s+/));
  const inline = block.map(({ name, args }) => [name, ...args]);
  const names = new Set([...written, ...inline].flatMap(([ip = '', ...all]) => (isIP(ip) > 0 ? all.map(zoneOf) : [])));
  return ({ name }) => isInOneOf(name, own) && (names.has(zoneOf(name)) || !fallsThrough(block, name));
}

/**
 * plugin/route53, plugin/azure, plugin/clouddns (setup.go): the records of a zone are read from a cloud provider, and nothing in the cluster tells them. So
 * each name of the zone may be answered, also where the plugin falls through.
 * @param zoneIn the zone among the parts of an argument: `ZONE:HOSTED_ZONE_ID`, `RESOURCE_GROUP:ZONE`
 */
function inCloud(zoneIn: (parts: readonly string[]) => string | undefined): (directive: Directive) => Answers {
  return ({ args }) => {
    const own = args.flatMap((arg) => zoneIn(arg.split(':')) ?? []).map(zoneOf);
    return ({ name }) => isInOneOf(name, own);
  };
}

/** plugin/k8s_external/external.go: answers with the external addresses of Services, or refuses, in its zones. */
function external({ args }: Directive, { zones }: Place): Answers {
  const own = args.length > 0 ? args.map(zoneOf) : zones;
  return ({ name }) => isInOneOf(name, own);
}

function fallsThrough(block: readonly Directive[], name: string): boolean {
  const found = block.find((one) => one.name === 'fallthrough');
  return found !== undefined && (found.args.length === 0 || isInOneOf(name, found.args.map(zoneOf)));
}

function rewriting({ args, block }: Directive): Answers | undefined {
  const rules = block.length > 0 ? block.map(({ name, args: its }) => [name, ...its]) : [args];
  const [matches] = rules
    .map((rule) => rewritten(rule.filter((word) => word !== 'stop' && word !== 'continue')))
    .filter((rule) => rule !== undefined);
  return matches;
}

/** What a rule of the plugin rewrite changes (plugin/rewrite/name.go, type.go); `undefined` when it is about neither names nor types of questions. */
function rewritten([field, ...rest]: readonly string[]): Answers | undefined {
  if (field === 'type') return ({ type }) => type === rest[0]?.toUpperCase();
  if (field !== 'name') return undefined;
  const [kind = '', from = ''] = /^(exact|prefix|suffix|substring|regex)$/.test(rest[0] ?? '')
    ? rest
    : ['exact', ...rest];
  const wanted = from.toLowerCase();
  const is =
    (matches: (name: string) => boolean): Answers =>
    ({ name }) =>
      matches(zoneOf(name));
  switch (kind) {
    case 'exact':
      return is((name) => name === zoneOf(wanted));
    case 'prefix':
      return is((name) => name.startsWith(wanted));
    case 'suffix':
      return is((name) => `${name}.`.endsWith(wanted.endsWith('.') ? wanted : `${wanted}.`));
    case 'substring':
      return is((name) => name.includes(wanted));
    default: {
      const pattern = patternOf(from);
      return is((name) => pattern(`${name}.`));
    }
  }
}

const isInOneOf = (name: string, zones: readonly string[]) => zones.some((zone) => isIn(zoneOf(name), zone));

/** A regular expression of Go. One that JavaScript does not take may match anything. */
function patternOf(text: string): (name: string) => boolean {
  try {
    const pattern = new RegExp(text.replace(/^\(\?i\)/, '').replaceAll('(?P<', '(?<'), 'i');
    return (name) => pattern.test(name);
  } catch {
    return () => true;
  }
}
