import { readyEndpoints } from '../../cluster/endpoints/endpoints.ts';
import { slicesOf } from '../../cluster/endpoints/slices-of.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type EndpointSlice, type Service } from '../../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../../cluster/rights/rights.ts';
import { rootCause, type PodEvidence } from '../../diagnosis/root-cause.ts';
import type { Look } from '../waiting/condition.ts';
import { selectedEvidence } from '../workloads/read-pods.ts';
import { selectorText } from '../kinds/label-selector.ts';

/** The Service that the API server calls for others: for an aggregated API, or for an admission webhook. */
export interface Backend {
  ref: Ref & { namespace: string };
  port: number;
  service: Service | undefined;
  /** Its EndpointSlices. */
  slices: readonly EndpointSlice[];
  /** The pods that its selector selects; read only when the reason will be shown. */
  evidence?: PodEvidence;
}

/** The rights that {@link readBackend} needs. */
export const backendRights: readonly Right[] = [
  looksAt(kinds.services),
  looksAt(kinds.endpointSlices),
  looksAt(kinds.pods),
  looksAt(kinds.events),
];

/**
 * Reads a Service and its endpoints.
 * @param port of the Service. @param asked whether its pods are read if it has no ready endpoint. @default when the reason will be shown
 */
export async function readBackend(
  look: Look,
  { ref, port }: Pick<Backend, 'ref' | 'port'>,
  asked = look.why,
): Promise<Backend> {
  const found = await look.get(kinds.services, ref, { wholeCluster: true });
  if (!found) return { ref, port, service: undefined, slices: [] };
  const around = await look.list(kinds.endpointSlices, { around: [ref.namespace] });
  const slices = slicesOf(ref, around);
  const { selector } = found.spec ?? {};
  const seen = { ref, port, service: found, slices };
  if (readyEndpoints(slices).length > 0 || selector === undefined || !asked) return seen;
  const selected = { namespace: ref.namespace, selector: { matchLabels: selector } };
  return { ...seen, evidence: { ...(await selectedEvidence(look, selected, {}, asked)), date: look.date } };
}

/** Why a Service cannot be called: it does not exist, has no such port, or no ready endpoint. `undefined` when nothing is known against it; pure. */
export function backendTrouble({ ref, port, service, slices, evidence }: Backend): string | undefined {
  const name = `Service ${ref.namespace}/${ref.name}`;
  if (!service) return `${name} does not exist`;
  const { ports = [], selector, type } = service.spec ?? {};
  // It stands for a name outside of the cluster.
  if (type === 'ExternalName') return undefined;
  const own = ports.find((one) => one.port === port);
  if (!own) return `${name} has no port ${port}, only ${ports.map((one) => one.port).join(', ') || 'none'}`;
  if (readyEndpoints(slices).length === 0) return `${name} has no ready endpoint${why(selector, evidence)}`;
  const serves = (slice: EndpointSlice) =>
    readyEndpoints([slice]).length > 0 && (slice.ports ?? []).some((one) => (one.name ?? '') === (own.name ?? ''));
  return slices.some(serves)
    ? undefined
    : `none of the ready endpoints of ${name} has its port ${String(own.targetPort ?? own.port)}`;
}

function why(selector: Record<string, string> | undefined, evidence: PodEvidence | undefined): string {
  if (!selector) return ', and no selector';
  if (!evidence) return '';
  if (evidence.unread?.pods !== undefined) return `; ${evidence.unread.pods}`;
  if (evidence.pods.length === 0) return `: its selector ${selectorText({ matchLabels: selector })} selects no pod`;
  const cause = rootCause(evidence);
  return cause ? `: ${cause.text}` : '';
}
