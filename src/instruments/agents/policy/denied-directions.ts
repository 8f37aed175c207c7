/** Which connections of a pod a policy is about. */
export type Direction = 'Ingress' | 'Egress';

type Fields = Readonly<Record<string, unknown>>;
type Denied = (spec: Fields, resource: string) => readonly Direction[];

const BOTH: readonly Direction[] = ['Ingress', 'Egress'];
const NONE: readonly Direction[] = [];
/** Policies about connections that leave a pod, by their resource. */
const LEAVING = /^(egress|fqdn)/;

/** How kinds of policies say what they deny, by their API group. */
const KINDS: ReadonlyMap<string, Denied> = new Map<string, Denied>([
  ['cilium.io', byCilium],
  ['isovalent.com', byCilium],
  ['crd.projectcalico.org', byCalico],
  ['projectcalico.org', byCalico],
  ['crd.antrea.io', byRules],
  ['policy.networking.k8s.io', byRules],
  ['security.istio.io', byIstio],
  ['policy.linkerd.io', byLinkerd],
]);

/**
 * Whether a policy may deny connections to the pods that it is about, or from them; pure. One of a kind that is not known, or that says nothing, may
 * deny both.
 */
export function deniedDirections(kind: { group: string; resource: string }, spec: Fields): readonly Direction[] {
  const of = KINDS.get(kind.group);
  if (of && Object.keys(spec).length > 0) return of(spec, kind.resource);
  return LEAVING.test(kind.resource) ? ['Egress'] : BOTH;
}

/** Rules of a direction deny all else in it, unless `enableDefaultDeny` says otherwise (Cilium's documentation, "Policy enforcement modes"). */
function byCilium(spec: Fields): Direction[] {
  const isolates = fieldsOf(spec['enableDefaultDeny']);
  const denies = (rules: string, denying: string, direction: 'ingress' | 'egress') =>
    Array.isArray(spec[denying]) || (Array.isArray(spec[rules]) && isolates[direction] !== false);
  return [
    ...(denies('ingress', 'ingressDeny', 'ingress') ? (['Ingress'] as const) : []),
    ...(denies('egress', 'egressDeny', 'egress') ? (['Egress'] as const) : []),
  ];
}

/** Types that are left out follow from the rules (github.com/projectcalico/calico, libcalico-go/lib/clientv3/networkpolicy.go, `defaultPolicyTypesField`). */
function byCalico({ types, ingress, egress }: Fields): readonly Direction[] {
  if (Array.isArray(types) && types.length > 0) return BOTH.filter((one) => types.includes(one));
  const has = (rules: unknown) => Array.isArray(rules) && rules.length > 0;
  return [
    ...(has(ingress) || !has(egress) ? (['Ingress'] as const) : []),
    ...(has(egress) ? (['Egress'] as const) : []),
  ];
}

/** These policies deny nothing but what a rule says, which has an action. One that inspects requests may deny some. */
function byRules(spec: Fields): Direction[] {
  const denies = (rules: unknown) =>
    (Array.isArray(rules) ? rules : []).map(fieldsOf).some(({ action, l7Protocols }) => {
      return l7Protocols !== undefined || !/^(allow|accept|pass)$/i.test(typeof action === 'string' ? action : 'allow');
    });
  return [
    ...(denies(spec['ingress']) ? (['Ingress'] as const) : []),
    ...(denies(spec['egress']) ? (['Egress'] as const) : []),
  ];
}

/** What is not encrypted is denied by STRICT alone; an audit denies nothing. */
function byIstio(spec: Fields, resource: string): readonly Direction[] {
  if (resource !== 'peerauthentications') return spec['action'] === 'AUDIT' ? NONE : ['Ingress'];
  const modes = [spec['mtls'], ...Object.values(fieldsOf(spec['portLevelMtls']))].map((one) => fieldsOf(one)['mode']);
  return modes.includes('STRICT') ? ['Ingress'] : NONE;
}

/** A Server denies what no other policy admits; those only admit. */
function byLinkerd({ accessPolicy }: Fields, resource: string): readonly Direction[] {
  const isOpen = accessPolicy === 'all-unauthenticated' || accessPolicy === 'audit';
  return resource === 'servers' && !isOpen ? ['Ingress'] : NONE;
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
