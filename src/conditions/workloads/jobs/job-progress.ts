import type { Job, Pod } from '../../../cluster/kinds.ts';
import { podTrouble } from '../../../diagnosis/pod-trouble.ts';
import { containersOf } from '../../../diagnosis/containers.ts';
import { crashLoop } from '../../../diagnosis/crash-loop.ts';
import { ownedCause, type PodEvidence } from '../../../diagnosis/root-cause.ts';
import { doesNotApply, fatal, notYet, ready, type Observation } from '../../waiting/condition.ts';
import { several } from '../counts.ts';
import { whatIsUnread } from '../judge-workload.ts';

/** The name of an init container that only waits for something else: `wait-for-db`. */
const WAITER = /(?:^|-)wait(?:-|$)/;

/** Containers that are put beside the work of others and do not end by themselves; as native sidecars they are ended after it. */
const PROXIES = new Set([
  ...['istio-proxy', 'linkerd-proxy', 'consul-dataplane', 'envoy', 'kuma-sidecar', 'vault-agent', 'daprd'],
  ...['cloud-sql-proxy', 'cloudsql-proxy', 'cloudsql-auth-proxy', 'fluent-bit', 'otc-container'],
]);

/** The controller that runs a Job unless `spec.managedBy` names another one. */
const OWN_CONTROLLER = 'kubernetes.io/job-controller';

/**
 * Why a Job that has not ended is not to make progress now; `undefined` when it is to; pure. It is suspended (also by a queue), holds no pods
 * by its parallelism, or is run by another controller, whose pods may be in another cluster.
 * https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/4368-support-managed-by-for-batch-v1-jobs
 */
export function whyAtRest({ metadata, spec, status }: Job): string | undefined {
  const queue = metadata?.labels?.['kueue.x-k8s.io/queue-name'];
  const waits = queue === undefined ? '' : `, and waits in queue ${queue} of Kueue`;
  const isSuspended = status?.conditions?.some(({ type, status: holds }) => type === 'Suspended' && holds === 'True');
  if (spec?.suspend || isSuspended) return `it is suspended${waits}`;
  if (spec?.managedBy !== undefined && spec.managedBy !== OWN_CONTROLLER)
    return `it has not ended, and is run by ${spec.managedBy}: its pods are not judged`;
  return spec?.parallelism === 0 ? 'its parallelism is 0' : undefined;
}

/**
 * Whether the status alone shows that a Job makes progress: all its active pods are ready. Then its pods are not read, unless it changed a moment
 * ago, as it does at each end of a container.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/job/job_controller.go (syncJob: `ready`)
 */
export function isProgressing({ status }: Job): boolean {
  const { active = 0, ready: up = 0, failedIndexes = '' } = status ?? {};
  return active > 0 && up >= active && failedIndexes === '';
}

/**
 * Judges a Job that has not ended and is to make progress; pure. It does so while at least one pod runs, for however long. A pod that waits
 * beside it is normal for a Job with many pods; one that crashes, also if it runs at the moment, or that the kubelet cannot start, is not.
 * @param date the API server's time; without it crash loops between two ends are not seen.
 */
export function judgeProgress(job: Job, evidence: PodEvidence, date: Date | undefined): Observation {
  const { spec, status } = job;
  const lost = spec?.successPolicy === undefined ? (status?.failedIndexes ?? '') : '';
  if (lost !== '') return fatal(`it will fail as soon as its other pods have ended: index ${lost} has failed for good`);
  const ended = (pod: Pod) => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  const loop = date && crashLoop({ ...evidence, pods: evidence.pods.filter((pod) => !ended(pod)) }, date);
  if (loop)
    return {
      ...notYet(loop.text),
      todo: `kubectl -n ${job.metadata?.namespace} ${loop.todo}`,
      due: { inMs: loop.recoveredInMs },
    };
  if (isProgressing(job)) return ready();
  const own = evidence.pods.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  const active = own.filter((pod) => !ended(pod));
  const held = active.map((pod) => podTrouble(pod)?.text).find((text) => text?.startsWith('it is held back by '));
  const runs = active.filter(isRunning);
  const stuck = active.filter((pod) => !isRunning(pod));
  const broken = stuck.filter((pod) => (podTrouble(pod)?.weight ?? 0) >= 9);
  if (broken.length === 0 && runs.length > 0) {
    return ready(stuck.length === 0 ? undefined : `${runs.length} of ${several(active.length, 'pod')} run`);
  }
  if (broken.length === 0 && held !== undefined) return doesNotApply(`its pods: ${held}`);
  // Failed pods stay, and explain a Job only while none is to start.
  const shown =
    broken.length > 0 ? broken : stuck.length > 0 ? stuck : own.filter((pod) => pod.status?.phase === 'Failed');
  const [kept] = shown.filter((pod) => keptBy(pod) !== undefined);
  if (kept && broken.length === 0)
    return {
      ...notYet(
        `${podTrouble(kept)?.text}, and ${keptBy(kept)}, which does not end by itself, keeps the pod (pod ${kept.metadata?.name})`,
      ),
      todo: `kubectl -n ${job.metadata?.namespace} describe pod ${kept.metadata?.name}`,
    };
  const cause = ownedCause(job, { ...evidence, pods: shown }, 'job');
  const unread = cause ? undefined : whatIsUnread(evidence.unread);
  const none = status?.startTime === undefined ? 'its controller has not begun it' : 'none of its pods runs';
  const reason = [cause?.text ?? none, unread].filter((one) => one !== undefined).join('; ');
  return cause ? { ...notYet(reason), todo: `kubectl -n ${job.metadata?.namespace} ${cause.todo}` } : notYet(reason);
}

/**
 * Whether a pod does its work, or one of its init containers does; a pod of a Job need not be ready for that. It does not while it only waits:
 * for a sidecar that does not start, by an init container that is called so, or for the end of a proxy beside the work.
 */
function isRunning(pod: Pod): boolean {
  const isWaiting = containersOf(pod).some(({ kind, status: { name, state, started } }) => {
    const waits = (kind === 'sidecar' && started === false) || (kind === 'init' && WAITER.test(name));
    return waits && state?.running !== undefined;
  });
  if (isWaiting || keptBy(pod) !== undefined) return false;
  const trouble = podTrouble(pod);
  return trouble === undefined || (trouble.weight >= 5 && trouble.weight <= 6 && !trouble.crash);
}

/** The proxy that alone still runs in a pod whose other containers have ended well, if it is so. */
function keptBy(pod: Pod): string | undefined {
  const own = containersOf(pod).filter(({ kind }) => kind === 'app');
  const going = own.filter(({ status }) => status.state?.terminated?.exitCode !== 0);
  const isKept = going.length < own.length && going.every(({ status }) => PROXIES.has(status.name));
  return isKept ? going[0]?.status.name : undefined;
}
