import { kinds, type Pod, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { selects, selectorText } from '../../../conditions/kinds/label-selector.ts';
import { relatedObjects } from '../../../conditions/workloads/related-objects.ts';
import { selectedEvidence } from '../../../conditions/workloads/read-pods.ts';
import { rootCause, type PodEvidence } from '../../../diagnosis/root-cause.ts';
import { whyNoComponent } from '../creators/control-plane.ts';
import type { PodCreator } from '../creators/pod-creator.ts';
import { runTimeLabel, whyNoneIsLabelled, type RunTimeLabel } from '../creators/run-time-labels.ts';
import { OPT_OUT } from './service-scope.ts';
import { findCreators, type Creators } from '../creators/find-creators.ts';

/** What is behind a Service without a ready endpoint. */
export interface Backing {
  service: Service;
  /** Who creates the pods that its selector selects. */
  creators: Creators;
  /** The pods that its selector selects, where all creators intentionally have none; none if they may not be read. */
  pods?: readonly Pod[];
  /** Its pods and their warning events, if the reason should be explained. */
  evidence?: PodEvidence;
}

/** Reads what is behind a Service. */
export async function readBacking(look: Look, service: Service): Promise<Backing> {
  const namespace = service.metadata?.namespace ?? '';
  const selector = service.spec?.selector ?? {};
  const creators = await findCreators(look, namespace, selector, service.metadata?.ownerReferences);
  const selected = { namespace, selector: { matchLabels: selector } };
  const evidence = look.why ? await selectedEvidence(look, selected, {}) : undefined;
  const { found } = creators;
  const isIdle = found.length > 0 && found.every(({ idle }) => idle(selector) !== undefined);
  const pods = isIdle ? (await relatedObjects(look, kinds.pods, namespace, {}, true)).items : undefined;
  const own = pods?.filter(({ metadata }) => selects({ matchLabels: selector }, metadata?.labels));
  return { service, creators, ...(own && { pods: own }), ...(evidence && { evidence }) };
}

/** How long a pod must have been ready, in milliseconds, before the labels that it has are those that it keeps. */
const SETTLED_MS = 30_000;

/**
 * Why a Service intentionally has no endpoints: whoever creates its pods is scaled to zero, or between two runs, and nobody else has created any;
 * a component of the control plane runs elsewhere; a single pod has another role. Otherwise `undefined`; pure.
 * @param date the API server's time. @default the reason of a single pod is not given
 */
export function whyAtZero({ service, creators, pods = [] }: Backing, date?: Date): string | undefined {
  const { found, around } = creators;
  const { metadata, spec: { selector = {} } = {} } = service;
  if (found.length === 0 && around) {
    const elsewhere = whyNoComponent(metadata?.namespace ?? '', selector, around.pods);
    const why = elsewhere ?? whyNoneIsLabelled(selector, around.pods, around.creators);
    if (why !== undefined) return why;
    const label = labelOf(service, creators);
    if (label) return label.isByDesign && date && isReadySince(label.pod, date) ? label.text : undefined;
    const own = around.pods.filter((pod) => selects({ matchLabels: selector }, pod.metadata?.labels));
    return own.some(isLive) ? undefined : (creators.belongs?.idle ?? whyEnded(own));
  }
  if (pods.some(isLive) || isOfEndedJob(service, found)) return undefined;
  const reasons = found.map(({ idle }) => idle(selector));
  const isIdle = reasons.length > 0 && reasons.every((reason) => reason !== undefined);
  return isIdle ? [...new Set(reasons)].join(', ') : undefined;
}

/**
 * Why pods that nobody creates again do not run: each was to run once, and has ended. `undefined` when one of them was to run on, such as a pod that
 * was evicted from its node, and when there are none.
 */
function whyEnded(pods: readonly Pod[]): string | undefined {
  const [first] = pods;
  const isOver = ({ spec, status }: Pod) =>
    spec?.restartPolicy === 'Never' || (spec?.restartPolicy === 'OnFailure' && status?.phase === 'Succeeded');
  if (!first || !pods.every(isOver)) return undefined;
  const more = pods.length > 1 ? ` and ${pods.length - 1} more` : '';
  return `its pods were to run once, and have ended: ${first.metadata?.name} (${first.status?.phase})${more}`;
}

/** Whether a pod should be behind its Service now: it is not ending, and no task of a Job. */
function isLive({ metadata, status }: Pod): boolean {
  if (metadata?.deletionTimestamp || status?.phase === 'Succeeded' || status?.phase === 'Failed') return false;
  return !metadata?.ownerReferences?.some(({ kind }) => kind === 'Job');
}

/**
 * Whether only Jobs that have ended have the labels that a Service selects. Charts give their hooks the labels of the app, which may be gone. A Service is for
 * a Job if it selects its name, or is headless, and so gives its pods their names.
 */
function isOfEndedJob({ spec: { selector = {}, clusterIP } = {} }: Service, found: readonly PodCreator[]): boolean {
  if (clusterIP === 'None' || found.length === 0) return false;
  const isNamed = ({ adds }: PodCreator) => Object.entries(selector).some((pair) => adds(...pair) === 'its own');
  return found.every((one) => one.hasEnded && !isNamed(one));
}

/**
 * Why it is not known whether a Service should have endpoints: no pod has its labels, and what may create such pods could not be read, or has ended.
 * Only known when the reason will be shown. Pure.
 */
export function whyUnknown({ service, creators, pods = [], evidence }: Backing): string | undefined {
  const { found, unread } = creators;
  if (!evidence || evidence.unread?.pods !== undefined) return undefined;
  const excluded = `if that is by design, ${OPT_OUT} excludes it`;
  if (isOfEndedJob(service, found) && !pods.some(isLive)) {
    const ended = found.map(({ idle }) => idle(service.spec?.selector ?? {})).join(', ');
    return `${selectorOf(service)} matches no pod that runs, and only a Job that has ended creates such pods (${ended}): ${excluded}`;
  }
  if (evidence.pods.length > 0) return undefined;
  const unknown = (why: readonly string[]) =>
    `${selectorOf(service)} matches no pod, and whether that is intended is not known: ${why.join('; ')}`;
  if (found.length > 0) {
    const wanting = found.filter(({ idle }) => idle(service.spec?.selector ?? {}) === undefined);
    const isUnsure = wanting.length > 0 && wanting.every((one) => one.isUnsure);
    return isUnsure
      ? unknown(wanting.map(({ name }) => `nothing says whether ${name} should have pods now`))
      : undefined;
  }
  const label = labelOf(service, creators);
  if (label && !label.isLeader) return `${label.text}: ${excluded}`;
  if (label || creators.belongs?.wants !== undefined) return undefined;
  const reasons = [creators.belongs?.unknown, ...unread].filter((reason) => reason !== undefined);
  return reasons.length > 0 ? unknown([...new Set(reasons)]) : undefined;
}

function isReadySince({ status }: Pod, date: Date): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' && date.getTime() - Date.parse(ready.lastTransitionTime ?? '') >= SETTLED_MS;
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
  const label = found.length === 0 ? labelOf(service, creators) : undefined;
  if (label) return `${none}: ${selector}: ${label.text}`;
  if (found.length === 0 && creators.belongs?.wants !== undefined)
    return `${none}: ${selector}; it belongs to ${creators.belongs.wants}, which should have pods`;
  if (found.length === 0)
    return `${none}: ${selector}, and no workload in namespace ${service.metadata?.namespace} creates such pods`;
  const texts = found.map(({ name, trouble }) =>
    trouble === undefined ? name : `${name}, which cannot create them: ${trouble}`,
  );
  return `${none}: ${selector}; such pods are created by ${texts.join(', ')}`;
}

function labelOf({ spec }: Service, { around }: Creators): RunTimeLabel | undefined {
  return around && runTimeLabel(spec?.selector ?? {}, around.pods, around.creators);
}

const selectorOf = ({ spec }: Service) => `selector ${selectorText({ matchLabels: spec?.selector ?? {} })}`;
