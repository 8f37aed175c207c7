import type { ServedResource } from '../../../cluster/kinds/served-resources.ts';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { selects, type LabelSelector } from '../../../conditions/kinds/label-selector.ts';
import { calicoSelects } from './calico-selector.ts';
import { deniedDirections } from './denied-directions.ts';

/** A policy of any kind, as far as it says in the common way which pods it is about. */
export interface ForeignPolicy {
  metadata?: { namespace?: string; name?: string };
  spec?: Fields;
  /** Several specifications, as Cilium has them. */
  specs?: readonly Fields[];
}

type Fields = Readonly<Record<string, unknown>>;

/** A pod at one end of a connection. */
export interface End {
  pod: Pod;
  /** The labels of its namespace. @default they are not known */
  namespaceLabels?: Readonly<Record<string, string>>;
}

/** Both ends of connections; an end without pods is not known. */
export interface Ends {
  from: readonly End[];
  to: readonly End[];
}

/** The fields that hold a label selector of pods: Cilium; Istio; Linkerd and clouds. */
const FIELDS = ['endpointSelector', 'selector', 'podSelector'] as const;
/** The label by which Cilium selects a namespace, and the sources of labels that it writes before their names. */
const NAMESPACE = 'io.kubernetes.pod.namespace';
const SOURCE = /^(k8s|any)[:.]/;
/** Labels that Cilium takes from elsewhere than the pod: its namespace, its account, its own identities. */
const ELSEWHERE = /^(io\.cilium|reserved|cidr|node|container)[.:]/;
/** The annotations of pods that are in a mesh, written by what put them there: the policies of a mesh are about no others. */
const MESHES: Readonly<Record<string, readonly string[]>> = {
  'security.istio.io': ['sidecar.istio.io/status', 'ambient.istio.io/redirection'],
  'policy.linkerd.io': ['linkerd.io/proxy-version'],
  'kuma.io': ['kuma.io/sidecar-injected'],
  'consul.hashicorp.com': ['consul.hashicorp.com/connect-inject-status'],
};
/** Groups whose policies may be about pods of other namespaces than their own. */
const BEYOND = /^(kuma\.io|consul\.hashicorp\.com)$/;
/** The namespace whose Istio policies are for the whole mesh, unless the mesh is configured otherwise. */
export const MESH_ROOT = 'istio-system';

type Kind = Pick<ServedResource, 'group' | 'resource' | 'namespaced'>;

/** Whether policies of a kind may be about one of these pods; pure. If one end is not known, they may. */
export function mayConcern({ group }: Pick<Kind, 'group'>, { from, to }: Ends): boolean {
  const marks = MESHES[group];
  if (!marks || from.length === 0 || to.length === 0) return true;
  return [...from, ...to].some(({ pod }) => marks.some((mark) => pod.metadata?.annotations?.[mark] !== undefined));
}

/**
 * Whether a policy may deny connections from or to one of these pods; pure. Only what the policy says exactly says no: one that says in another way
 * which pods it is about, or what it denies, may be about any.
 */
export function mayDeny(kind: Kind, policy: ForeignPolicy, { from, to }: Ends): boolean {
  const specs = policy.specs ?? [policy.spec ?? {}];
  return specs.some((spec) => {
    const denied = deniedDirections(kind, spec);
    const may = (ends: readonly End[]) =>
      ends.length === 0 || ends.some((end) => isAbout(kind, policy, spec, end) !== false);
    return (denied.includes('Ingress') && may(to)) || (denied.includes('Egress') && may(from));
  });
}

/** Whether a specification is about a pod; `undefined` when that is not known. */
function isAbout(kind: Kind, { metadata }: ForeignPolicy, spec: Fields, end: End): boolean | undefined {
  const { group, namespaced } = kind;
  const home = metadata?.namespace;
  const isOfMesh = group === 'security.istio.io' && home === MESH_ROOT;
  if (namespaced && home !== undefined && !isOfMesh && !BEYOND.test(group) && home !== end.pod.metadata?.namespace)
    return false;
  if (/(^|\.)projectcalico\.org$/.test(group)) return isSelectedByCalico(spec, end);
  if (group === 'crd.antrea.io') return isAppliedTo(spec, end);
  if (group === 'policy.networking.k8s.io') return isSubject(spec['subject'], end);
  const field = FIELDS.find((name) => name in spec);
  const selector = field === undefined ? undefined : readSelector(spec[field]);
  return selector && selects(selector, labelsOf(end.pod));
}

function isSelectedByCalico(spec: Fields, { pod, namespaceLabels }: End): boolean | undefined {
  const { metadata, spec: { serviceAccountName = 'default' } = {} } = pod;
  const prefixed = Object.entries(namespaceLabels ?? {}).map(([key, value]) => [`pcns.${key}`, value] as const);
  const labels = {
    ...metadata?.labels,
    ...Object.fromEntries(prefixed),
    'projectcalico.org/namespace': metadata?.namespace ?? '',
    'projectcalico.org/orchestrator': 'k8s',
    'projectcalico.org/serviceaccount': serviceAccountName,
  };
  const of = (field: string, its: Readonly<Record<string, string>> | undefined) => {
    const text = spec[field] ?? '';
    if (typeof text !== 'string') return undefined;
    return text === '' || text === 'all()' ? true : its && calicoSelects(text, its);
  };
  const place = namespaceLabels && { ...namespaceLabels, 'projectcalico.org/name': metadata?.namespace ?? '' };
  return and([of('selector', labels), of('namespaceSelector', place), of('serviceAccountSelector', undefined)]);
}

/** A policy of Antrea is applied to pods as a whole, or each of its rules is. */
function isAppliedTo(spec: Fields, end: End): boolean | undefined {
  const rules = [spec['ingress'], spec['egress']].flatMap((list) => (Array.isArray(list) ? list : []));
  const places = [spec, ...rules.map(fieldsOf)].flatMap(({ appliedTo }) => (Array.isArray(appliedTo) ? appliedTo : []));
  const known = places.map(fieldsOf).map((one) => {
    const others = Object.keys(one).filter((key) => key !== 'podSelector' && key !== 'namespaceSelector');
    return others.length > 0 ? undefined : isInPeer(one, end);
  });
  return known.length === 0 ? undefined : or(known);
}

/** The subject of a policy of SIG Network: whole namespaces, or pods in some. */
function isSubject(subject: unknown, end: End): boolean | undefined {
  const { namespaces, pods } = fieldsOf(subject);
  if (namespaces !== undefined) return isInPeer({ namespaceSelector: namespaces }, end);
  return pods === undefined ? undefined : isInPeer(fieldsOf(pods), end);
}

function isInPeer({ podSelector, namespaceSelector }: Fields, { pod, namespaceLabels }: End): boolean | undefined {
  const of = (selector: unknown, labels: Readonly<Record<string, string>> | undefined) => {
    if (selector === undefined) return true;
    const read = readSelector(selector);
    const isEverything =
      read && Object.keys(read.matchLabels ?? {}).length + (read.matchExpressions ?? []).length === 0;
    return isEverything ? true : read && labels && selects(read, labels);
  };
  return and([of(podSelector, pod.metadata?.labels ?? {}), of(namespaceSelector, namespaceLabels)]);
}

/** Whether all are true; what is not known does not make one that is false true. */
function and(all: readonly (boolean | undefined)[]): boolean | undefined {
  return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
}

function or(all: readonly (boolean | undefined)[]): boolean | undefined {
  return all.includes(true) ? true : all.includes(undefined) ? undefined : false;
}

/** A selector with the names of labels as pods have them; `undefined` when it is none, or when pods alone do not say whom it selects. */
function readSelector(found: unknown): LabelSelector | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const { matchLabels = {}, matchExpressions = [] } = found as LabelSelector;
  const bare = (key: string) => key.replace(SOURCE, '');
  const keys = [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
  if (keys.some((key) => ELSEWHERE.test(bare(key)))) return undefined;
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [bare(key), value])),
    matchExpressions: matchExpressions.map((one) => ({ ...one, key: bare(one.key) })),
  };
}

function labelsOf({ metadata }: Pod): Record<string, string> {
  return { ...metadata?.labels, [NAMESPACE]: metadata?.namespace ?? '' };
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
