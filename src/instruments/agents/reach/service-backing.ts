import type { Service } from '../../../cluster/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { selectorText } from '../../../conditions/kinds/label-selector.ts';
import { selectedEvidence } from '../../../conditions/workloads/read-pods.ts';
import { rootCause, type PodEvidence } from '../../../diagnosis/root-cause.ts';
import { findCreators, type Creators } from '../creators/find-creators.ts';

/** What is behind a Service without a ready endpoint. */
export interface Backing {
  service: Service;
  /** Who creates the pods that its selector selects. */
  creators: Creators;
  /** Its pods and their warning events, if the reason should be explained. */
  evidence?: PodEvidence;
}

/** Reads what is behind a Service. */
export async function readBacking(look: Look, service: Service): Promise<Backing> {
  const namespace = service.metadata?.namespace ?? '';
  const selector = service.spec?.selector ?? {};
  const creators = await findCreators(look, namespace, selector);
  const selected = { namespace, selector: { matchLabels: selector } };
  const evidence = look.why ? await selectedEvidence(look, selected, {}) : undefined;
  return { service, creators, ...(evidence && { evidence }) };
}

/** Why a Service intentionally has no endpoints: whoever creates its pods is scaled to zero, or between two runs. Otherwise `undefined`; pure. */
export function whyAtZero({ service, creators: { found } }: Backing): string | undefined {
  const reasons = found.map(({ idle }) => idle(service.spec?.selector ?? {}));
  return reasons.length > 0 && reasons.every((reason) => reason !== undefined) ? reasons.join(', ') : undefined;
}

/**
 * Why it is not known whether a Service should have endpoints: no pod has its labels, and what may create such pods could not be read.
 * Only known when the reason will be shown. Pure.
 */
export function whyUnknown({ service, creators: { found, unread }, evidence }: Backing): string | undefined {
  if (!evidence || evidence.unread?.pods !== undefined || evidence.pods.length > 0) return undefined;
  if (found.length > 0 || unread.length === 0) return undefined;
  return `${selectorOf(service)} matches no pod, and whether that is intended is not known: ${unread.join('; ')}`;
}

/** Why a Service has no ready endpoint, as detailed as known; pure. */
export function whyNoEndpoints(backing: Backing): string {
  const { service, creators, evidence } = backing;
  const none = 'it has no ready endpoint';
  if (!evidence) return none;
  const { unread } = evidence;
  const pods = evidence.pods.filter(({ status }) => status?.phase !== 'Succeeded');
  // Pods that could not be read are not the same as no pods.
  if (unread?.pods !== undefined) return `${none}; ${unread.pods}`;
  if (pods.length > 0) {
    const cause = rootCause({ ...evidence, pods });
    const count = pods.length === 1 ? 'its pod is not ready' : `none of its ${pods.length} pods is ready`;
    return cause
      ? `${none}: ${count}: ${cause.text}`
      : `${none}, though its pods are ready: its EndpointSlices are not up to date`;
  }
  const matches = evidence.pods.length > 0 ? 'only pods that have completed' : 'no pod';
  const selector = `${selectorOf(service)} matches ${matches}`;
  const { found } = creators;
  if (found.length === 0 && evidence.pods.length > 0) return `${none}: ${selector}`;
  if (found.length === 0)
    return `${none}: ${selector}, and no workload in namespace ${service.metadata?.namespace} creates such pods`;
  const texts = found.map(({ name, trouble }) =>
    trouble === undefined ? name : `${name}, which cannot create them: ${trouble}`,
  );
  return `${none}: ${selector}; such pods are created by ${texts.join(', ')}`;
}

const selectorOf = ({ spec }: Service) => `selector ${selectorText({ matchLabels: spec?.selector ?? {} })}`;
