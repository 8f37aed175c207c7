import type { Service } from '../../../cluster/kinds/kinds.ts';
import type { KnownServices } from './known-services.ts';
import { objectsBehind, portBehind, type OperatorObject } from './operator-objects.ts';

/** A Service with the port of its API. */
export interface FoundService {
  namespace: string;
  name: string;
  port: number;
  isTls: boolean;
  /** The object of prometheus-operator whose pods it leads to; absent where there is none. */
  object?: OperatorObject;
}

/** What was chosen of the Services of a cluster, and what else could have been meant. */
export interface Choice {
  chosen: FoundService | undefined;
  /** Others that look like it, `namespace/name`. */
  others: string[];
  /** One that can only be asked with credentials, `namespace/name:port`; absent where there is none. */
  guarded?: string;
  /** An object of prometheus-operator that listens on the loopback address of its pods alone, `namespace/name`; absent where there is none. */
  local?: string;
  /** A Service that leads to the pods of several objects of prometheus-operator, and these; absent where there is none, or another is chosen. */
  shared?: { service: string; names: readonly string[] };
}

/**
 * The Service that is most likely the one of a program; pure. One with a label of it and a port of its API counts before one that has only its name,
 * a usual name before any other, one with an address of its own before a headless one. Of equal ones the first in the alphabet is chosen.
 * Behind the proxy of OpenShift the program itself listens on the loopback address alone, so that other Services of its namespace lead nowhere.
 * @param objects of prometheus-operator: a Service that leads to the pods of one counts whatever its name and its labels; one that leads to those of several
 * does not, because each answer may be of another.
 */
export function chooseService(
  services: readonly Service[],
  known: KnownServices,
  objects: readonly OperatorObject[] = [],
): Choice {
  const guards = services.flatMap((service) => guardOf(service, known));
  const isGuarded = ({ metadata }: Service) => guards.some(({ namespace }) => namespace === metadata?.namespace);
  const candidates = services
    .filter((service) => !isGuarded(service))
    .flatMap((service) => candidateOf(service, known, objects))
    .toSorted((a, b) => compare(a.rank, b.rank) || byPath(a, b));
  const [first, ...rest] = candidates;
  const more = rest.filter((other) => first !== undefined && !leadsToSamePods(other, first));
  const guarded = guards.map(({ namespace, name }) => `${namespace}/${name}`);
  const others = [...more.map(({ found }) => `${found.namespace}/${found.name}`), ...(first ? guarded : [])];
  const [guard] = guards.toSorted((a, b) => (a.namespace < b.namespace ? -1 : 1));
  const local = objects.find(({ spec }) => spec?.listenLocal === true)?.metadata;
  return {
    ...{ chosen: first?.found, others },
    ...(guard && { guarded: `${guard.namespace}/${guard.name}:${guard.port}` }),
    ...(local && { local: `${local.namespace}/${local.name}` }),
    ...(!first && sharedAmong(services, known, objects)),
  };
}

function sharedAmong(
  services: readonly Service[],
  { operated }: KnownServices,
  objects: readonly OperatorObject[],
): Pick<Choice, 'shared'> {
  for (const service of services) {
    const behind = objectsBehind(service, operated, objects);
    if (behind.length < 2) continue;
    const names = behind.map(({ metadata }) => metadata?.name ?? '');
    return { shared: { service: `${service.metadata?.namespace}/${service.metadata?.name}`, names } };
  }
  return {};
}

/** With it OpenShift gives a Service a certificate. */
const OPENSHIFT_CERTIFICATE = /^service\.(?:alpha|beta)\.openshift\.io\/serving-cert-secret-name$/;

/**
 * The port of the API of a Service in front of which OpenShift has a proxy that wants a token; pure.
 * https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/monitoring/accessing-metrics
 */
function guardOf(
  { metadata, spec }: Service,
  known: KnownServices,
): { namespace: string; name: string; port: number }[] {
  const { name = '', namespace = '', annotations = {} } = metadata ?? {};
  const isKnown = known.names.includes(name) || known.labels.some(([key, value]) => metadata?.labels?.[key] === value);
  const web = spec?.ports?.find(({ name: of, port }) => of === 'web' && !known.ports.includes(port));
  if (!isKnown || !web || !Object.keys(annotations).some((key) => OPENSHIFT_CERTIFICATE.test(key))) return [];
  return [{ namespace, name, port: web.port }];
}

interface Candidate {
  found: FoundService;
  isHeadless: boolean;
  /** The labels of its pods, as one text. */
  selector: string;
  /** The lower the better, the first that differs decides. */
  rank: readonly number[];
}

function candidateOf(
  service: Service,
  { labels, names, ports, operated }: KnownServices,
  objects: readonly OperatorObject[],
): Candidate[] {
  const { metadata, spec } = service;
  const [object, ...more] = objectsBehind(service, operated, objects);
  if (more.length > 0) return [];
  const { name = '', namespace = '', labels: own = {} } = metadata ?? {};
  const label = labels.findIndex(([key, value]) => own[key] === value);
  const place = names.indexOf(name);
  if ((label < 0 && place < 0 && !object) || object?.spec?.listenLocal) return [];
  const offered = (spec?.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  const usual = ports.find((one) => offered.some((other) => other.port === one));
  const port = (object && portBehind(service, object)) ?? usual;
  if (port === undefined || spec?.type === 'ExternalName') return [];
  const isNamedTls = offered.some((one) => one.port === port && (one.name === 'https' || one.appProtocol === 'https'));
  const isTls = isNamedTls || object?.spec?.web?.tlsConfig !== undefined;
  const last = Number.MAX_SAFE_INTEGER;
  return [
    {
      found: { namespace, name, port, isTls, ...(object && { object }) },
      isHeadless: spec?.clusterIP === 'None',
      selector: Object.entries(spec?.selector ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .toSorted()
        .join(),
      rank: [
        label < 0 && !object ? 1 : 0,
        place < 0 ? last : place,
        label < 0 ? last : label,
        spec?.clusterIP === 'None' ? 1 : 0,
      ],
    },
  ];
}

/** Whether two Services of a namespace lead to the same pods: the governing Service of an operator does, which is headless. */
function leadsToSamePods(other: Candidate, chosen: Candidate): boolean {
  if (other.found.namespace !== chosen.found.namespace) return false;
  return other.isHeadless || chosen.isHeadless || other.selector === chosen.selector;
}

/** By the first that differs; 0 when none does. */
function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return (one[at] ?? 0) - (other[at] ?? 0);
}

function byPath({ found: one }: Candidate, { found: other }: Candidate): number {
  return `${one.namespace}/${one.name}` < `${other.namespace}/${other.name}` ? -1 : 1;
}
