import type { Job, Pod } from '../../../cluster/kinds/kinds.ts';
import { podTrouble } from '../../../diagnosis/pod-trouble.ts';
import { crashLoop } from '../../../diagnosis/crash-loop.ts';
import { ownedCause, rootCause, type PodEvidence } from '../../../diagnosis/root-cause.ts';
import { doesNotApply, fatal, notYet, ready, type Observation } from '../../waiting/condition.ts';
import type { Duration } from '../../../time/duration.ts';
import { several } from '../counts.ts';
import { whatIsUnread } from '../judge-workload.ts';
import { whatFollows } from './next-try.ts';
import { hangingInit, isRunning, keptBy } from './pod-work.ts';

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

/** When a Job is judged, and how patiently. */
interface Patience {
  /** The API server's time; without it nothing is judged by its age, and crash loops between two ends are not seen. */
  date: Date | undefined;
  /** Whether it is the last look of the wait: then what only takes its time is not judged. */
  last: boolean;
  /** An init container that runs for longer hangs. @default for ever is well */
  hangsAfter?: Duration | undefined;
}

/**
 * Judges a Job that has not ended and is to make progress; pure. It does so while at least one pod runs, for however long, but not in one init
 * container. A pod that waits beside it is normal for a Job with many pods; one that crashes, also if it runs at the moment, or that the kubelet
 * cannot start, is not. Between two tries, and while its pods are being ended, it is not judged.
 */
export function judgeProgress(job: Job, evidence: PodEvidence, { date, last, hangsAfter }: Patience): Observation {
  const { spec, status } = job;
  const lost = spec?.successPolicy === undefined ? (status?.failedIndexes ?? '') : '';
  if (lost !== '') {
    const cause = rootCause({ ...evidence, pods: evidence.pods.filter((pod) => pod.status?.phase === 'Failed') });
    const text = `it will fail as soon as its other pods have ended: index ${lost} has failed for good`;
    return cause ? fatal(`${text}; ${cause.text}`, `kubectl -n ${job.metadata?.namespace} ${cause.todo}`) : fatal(text);
  }
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
  const hangs = (pod: Pod) => hangingInit(pod, date, hangsAfter);
  const isWorking = (pod: Pod) => isRunning(pod) && hangs(pod) === undefined;
  const runs = active.filter(isWorking);
  const stuck = active.filter((pod) => !isWorking(pod));
  const broken = stuck.filter((pod) => (podTrouble(pod)?.weight ?? 0) >= 9);
  if (broken.length === 0 && runs.length > 0) {
    return ready(stuck.length === 0 ? undefined : `${runs.length} of ${several(active.length, 'pod')} run`);
  }
  if (broken.length === 0 && held !== undefined) return doesNotApply(`its pods: ${held}`);
  const pause = active.length === 0 && date ? whatFollows(job, evidence.pods, date) : undefined;
  const failed = own.filter((pod) => pod.status?.phase === 'Failed');
  const ending = evidence.pods.filter(({ metadata }) => metadata?.deletionTimestamp !== undefined);
  // Failed pods stay, and explain a Job only while none is to start; one that does not end may not be replaced.
  const [shown = []] = [broken, stuck, pause === undefined ? ending : [], failed].filter(({ length }) => length > 0);
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
  const long = shown.map(hangs).find((text) => text !== undefined);
  const parts = [cause?.text ?? (pause ? undefined : none), long, pause, unread];
  const reason = parts.filter((one) => one !== undefined).join('; ');
  if (pause !== undefined && last) return doesNotApply(reason);
  return {
    ...notYet(reason),
    ...(cause && { todo: `kubectl -n ${job.metadata?.namespace} ${cause.todo}` }),
    ...(cause?.stuckSince !== undefined && pause === undefined && { stuckSince: cause.stuckSince }),
  };
}
