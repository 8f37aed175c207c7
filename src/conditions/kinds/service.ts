import { readyEndpoints } from '../../cluster/endpoints/endpoints.ts';
import { slicesOf } from '../../cluster/endpoints/slices-of.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type EndpointSlice, type Pod, type Service } from '../../cluster/kinds/kinds.ts';
import { notYet, ready, type Condition, type Look, type Observation } from '../waiting/condition.ts';
import { several } from '../workloads/counts.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';
import { selectorText } from './label-selector.ts';
import { rightsFor, listOf, scopeOf, type Ownership } from '../workloads/ownership.ts';
import { selectedEvidence } from '../workloads/read-pods.ts';
import { rootCause, type PodEvidence } from '../../diagnosis/root-cause.ts';

/** A Service as a condition sees it. */
export interface ServiceSeen {
  service: Service | undefined;
  slices: readonly EndpointSlice[];
  /** The pods that its selector selects; read only when the reason will be shown. */
  evidence: PodEvidence | undefined;
}

/** What can be waited for of a Service. */
export function service(ref: Ref & { namespace: string }) {
  return {
    /** At least one endpoint is ready, in its EndpointSlices. */
    hasReadyEndpoints: (ownership: Ownership = {}): Condition<ServiceSeen> => ({
      title: `service ${ref.namespace}/${ref.name} has ready endpoints`,
      rights: rightsFor(ownership, kinds.services, kinds.endpointSlices, kinds.pods, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe service ${ref.name}`,
      read: (look) => readService(look, ref, ownership),
      judge: (seen) => judgeService(seen, ownership),
    }),
  };
}

async function readService(look: Look, ref: Ref & { namespace: string }, ownership: Ownership): Promise<ServiceSeen> {
  const seen = await look.get(kinds.services, ref, scopeOf(ownership));
  if (!seen) return { service: seen, slices: [], evidence: undefined };
  const inScope = await look.list(kinds.endpointSlices, listOf(ref.namespace, ownership));
  const slices = slicesOf(ref, inScope);
  if (readyEndpoints(slices).length > 0 || !look.why) return { service: seen, slices, evidence: undefined };
  const selector = { matchLabels: seen.spec?.selector ?? {} };
  const evidence = await selectedEvidence(look, { namespace: ref.namespace, selector }, ownership);
  return { service: seen, slices, evidence };
}

/** Judges a Service; pure. */
export function judgeService({ service: seen, slices, evidence }: ServiceSeen, ownership: Ownership): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing(ownership, seen);
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  const isReady = readyEndpoints(slices).length;
  const wantsPorts = (seen.spec?.ports ?? []).length > 0;
  const hasPorts = slices.some(({ ports }) => (ports ?? []).length > 0);
  if (isReady > 0 && (hasPorts || !wantsPorts))
    return ready(`${isReady} of ${several(endpoints.length, 'endpoint')} ready`);
  if (isReady > 0) return notYet(`none of its pods has the port that it names: ${namedPorts(seen)}`);
  return { ...notYet(explain(seen, evidence)), counts: `${several(endpoints.length, 'endpoint')}, none ready` };
}

function explain({ spec }: Service, evidence: PodEvidence | undefined): string {
  const selector = selectorText({ matchLabels: spec?.selector ?? {} });
  const none = `no pod that its selector ${selector} selects is ready`;
  if (!evidence) return none;
  // Pods that could not be read may exist.
  if (evidence.unread?.pods !== undefined) return `${none}; ${evidence.unread.pods}`;
  const pods = evidence.pods.filter(isAlive);
  if (pods.length === 0) return `its selector ${selector} selects no pod`;
  const cause = rootCause({ ...evidence, pods });
  return (
    cause?.text ??
    `its selector ${selector} selects ${several(pods.length, 'ready pod')}, which are not in its EndpointSlices yet`
  );
}

function isAlive({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

function namedPorts({ spec }: Service): string {
  return (spec?.ports ?? []).map(({ targetPort, port }) => String(targetPort ?? port)).join(', ');
}
