import {
  kinds,
  type DaemonSet,
  type Deployment,
  type Job,
  type Service,
  type StatefulSet,
} from '../../../cluster/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { deploymentFailure } from '../../../conditions/workloads/deployment-rollout.ts';
import { selects, selectorText, type LabelSelector } from '../../../conditions/kinds/label-selector.ts';
import { selectedEvidence } from '../../../conditions/workloads/read-pods.ts';
import { rootCause, type PodEvidence } from '../../../diagnosis/root-cause.ts';

/** What is behind a Service without a ready endpoint. */
export interface Backing {
  service: Service;
  /** The workloads with pods that its selector selects. */
  deployments: readonly Deployment[];
  statefulSets: readonly StatefulSet[];
  daemonSets: readonly DaemonSet[];
  jobs: readonly Job[];
  /** Its pods and their warning events, if the reason should be explained. */
  evidence?: PodEvidence;
}

/** Reads what is behind a Service. */
export async function readBacking(look: Look, service: Service): Promise<Backing> {
  const namespace = service.metadata?.namespace ?? '';
  const selector = selectorOf(service);
  const behind = <T extends Workload>(workloads: readonly T[]) =>
    workloads.filter(
      ({ metadata, spec }) => metadata?.namespace === namespace && selects(selector, spec?.template?.metadata?.labels),
    );
  const around = { around: [namespace] };
  const [deployments, statefulSets, daemonSets, jobs] = await Promise.all([
    look.list(kinds.deployments, around),
    look.list(kinds.statefulSets, around),
    look.list(kinds.daemonSets, around),
    look.list(kinds.jobs, around),
  ]);
  const workloads = {
    deployments: behind(deployments),
    statefulSets: behind(statefulSets),
    daemonSets: behind(daemonSets),
    jobs: behind(jobs),
  };
  const evidence = look.why ? await selectedEvidence(look, { namespace, selector }, {}) : undefined;
  return { service, ...workloads, ...(evidence && { evidence }) };
}

/** Why a Service intentionally has no endpoints: all its workloads are scaled to zero or completed. Otherwise `undefined`; pure. */
export function whyAtZero({ deployments, statefulSets, daemonSets, jobs }: Backing): string | undefined {
  const zero = [
    ...deployments.map((one) => ({
      text: `deployment ${nameOf(one)} is scaled to zero`,
      so: one.spec?.replicas === 0,
    })),
    ...statefulSets.map((one) => ({
      text: `statefulset ${nameOf(one)} is scaled to zero`,
      so: one.spec?.replicas === 0,
    })),
    ...daemonSets.map((one) => ({
      text: `no node matches daemonset ${nameOf(one)}`,
      so: one.status?.desiredNumberScheduled === 0 && one.status.observedGeneration === one.metadata?.generation,
    })),
    ...jobs.map((one) =>
      one.spec?.suspend
        ? { text: `job ${nameOf(one)} is suspended`, so: true }
        : { text: `job ${nameOf(one)} has completed`, so: isComplete(one) },
    ),
  ];
  return zero.length > 0 && zero.every(({ so }) => so) ? zero.map(({ text }) => text).join(', ') : undefined;
}

/** Why a Service has no ready endpoint, as detailed as known; pure. */
export function whyNoEndpoints(backing: Backing): string {
  const { service, deployments, statefulSets, daemonSets, jobs, evidence } = backing;
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
  const selector = `selector ${selectorText(selectorOf(service))} matches ${matches}`;
  const creators = [
    ...deployments.map((one) => ({ text: `deployment ${nameOf(one)}`, trouble: deploymentFailure(one).cannotCreate })),
    ...statefulSets.map((one) => ({ text: `statefulset ${nameOf(one)}`, trouble: undefined })),
    ...daemonSets.map((one) => ({ text: `daemonset ${nameOf(one)}`, trouble: undefined })),
    ...jobs.map((one) => ({ text: `job ${nameOf(one)}`, trouble: undefined })),
  ];
  if (creators.length === 0 && evidence.pods.length > 0) return `${none}: ${selector}`;
  if (creators.length === 0)
    return `${none}: ${selector}, and no workload in namespace ${service.metadata?.namespace} creates such pods`;
  const texts = creators.map(({ text, trouble }) =>
    trouble === undefined ? text : `${text}, which cannot create them: ${trouble}`,
  );
  return `${none}: ${selector}; such pods are created by ${texts.join(', ')}`;
}

type Workload = {
  metadata?: { namespace?: string; name?: string };
  spec?: { template?: { metadata?: { labels?: Record<string, string> } } };
};
const isComplete = ({ status }: Job) =>
  (status?.conditions ?? []).some(({ type, status: is }) => type === 'Complete' && is === 'True');
const nameOf = ({ metadata }: Workload) => `${metadata?.namespace}/${metadata?.name}`;
const selectorOf = ({ spec }: Service): LabelSelector => ({ matchLabels: spec?.selector ?? {} });
