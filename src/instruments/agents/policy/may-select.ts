import type { ServedResource } from '../../../cluster/served-resources.ts';
import type { Pod } from '../../../cluster/kinds.ts';
import { selects, type LabelSelector } from '../../../conditions/kinds/label-selector.ts';

/** A policy of any kind, as far as it says in the common way which pods it is about. */
export interface ForeignPolicy {
  metadata?: { namespace?: string; name?: string };
  spec?: Readonly<Record<string, unknown>>;
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

/** Whether policies of a kind may be about one of these pods; pure. If none is known, they may. */
export function mayConcern({ group }: Pick<ServedResource, 'group'>, pods: readonly Pod[]): boolean {
  const marks = MESHES[group];
  if (!marks || pods.length === 0) return true;
  return pods.some(({ metadata }) => marks.some((mark) => metadata?.annotations?.[mark] !== undefined));
}

/**
 * Whether a policy may be about one of these pods; pure. Only a label selector that selects none of them says no: a policy that says in another way
 * which pods it is about may be about any.
 */
export function maySelect({ spec = {} }: ForeignPolicy, pods: readonly Pod[]): boolean {
  const field = FIELDS.find((name) => name in spec);
  const selector = field === undefined ? undefined : readSelector(spec[field]);
  return selector === undefined || pods.length === 0 || pods.some((pod) => selects(selector, labelsOf(pod)));
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
