import { getIfThere } from '../../cluster/get-if-there.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { lastingContainersOf } from '../../diagnosis/containers.ts';
import { crashLoop } from '../../diagnosis/crash-loop.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import { rootCause, type PodEvidence, type RootCause } from '../../diagnosis/root-cause.ts';
import { doesNotApply, notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing } from './judge-workload.ts';
import { withLog } from './read-log.ts';
import { claimEvents, warnings } from './read-events.ts';
import { rightsFor } from './ownership.ts';
import { unreadOf } from './related-objects.ts';

/** The annotation of the object that a kubelet makes for a static pod. k8s.io/api/core/v1/annotation_key_constants.go */
const MIRROR = 'kubernetes.io/config.mirror';

/** A pod without a controller as a condition sees it. */
export interface StandalonePodSeen {
  pod: Pod | undefined;
  /** The warnings of its namespace. */
  evidence: Omit<PodEvidence, 'pods'>;
  /** The API server's time. */
  date: Date;
}

/** Whether nothing makes the pod anew when it is lost, but a kubelet or a person: a static pod, or one without an owner. */
export function isStandalone(pod: Pod): boolean {
  return isStatic(pod) || !pod.metadata?.ownerReferences?.some(({ controller }) => controller);
}

function isStatic({ metadata }: Pod): boolean {
  return metadata?.annotations?.[MIRROR] !== undefined;
}

/** What can be waited for of a pod that no controller looks after. */
export function standalonePod(ref: Ref & { namespace: string }) {
  return {
    /**
     * All its containers run, are ready, and do not end again and again. It does not apply to a pod that has completed, or of which
     * a container has while the others run, nor to one that was to run once and has failed: that was somebody's attempt, and nobody waits for it.
     */
    isHealthy: (): Condition<StandalonePodSeen> => ({
      title: `pod ${ref.namespace}/${ref.name} runs and is ready`,
      rights: rightsFor({}, kinds.pods, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe pod ${ref.name}`,
      read: async (look) => {
        // They are few, and the list of their namespace may be long: it is read only to learn that one was deleted.
        const found = await getIfThere(look.cluster, kinds.pods, ref, look.signal);
        const pod = found ?? (await look.get(kinds.pods, ref, { wholeCluster: false }));
        // At the first look for causes that waiting rarely cures.
        const asked = look.why || (look.first && pod !== undefined && podTrouble(pod) !== undefined);
        const events = await warnings(look, ref.namespace, asked);
        const ofClaims = pod ? await claimEvents(look, ref.namespace, [pod], asked) : [];
        const read = { events: [...events.items, ...ofClaims], ...unreadOf([], events) };
        if (!pod) return { pod, date: look.date, evidence: read };
        const { date } = look;
        return { pod, date, evidence: await withLog(look, ref.namespace, { ...read, pods: [pod], date }) };
      },
      judge: (seen) => judgeStandalonePod(seen, ref.namespace),
    }),
  };
}

/** Judges a pod that no controller looks after; pure. */
export function judgeStandalonePod({ pod, evidence, date }: StandalonePodSeen, namespace: string): Observation {
  if (!pod || isTerminating(pod)) return judgeMissing({}, pod);
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded') return doesNotApply('it has completed');
  if (phase === 'Failed' && pod.spec?.restartPolicy === 'Never' && !isStatic(pod))
    return doesNotApply(`it was to run once, and is over: ${podTrouble(pod)?.text ?? 'it failed'}`);
  const all = { ...evidence, pods: [pod], date };
  const todo = (cause: RootCause) => `kubectl -n ${namespace} ${cause.todo}`;
  const completed = completedBeside(pod);
  const cause = completed === undefined ? rootCause(all) : undefined;
  if (cause)
    return {
      ...notYet(cause.text),
      todo: todo(cause),
      ...(cause.stuckSince !== undefined && { stuckSince: cause.stuckSince }),
    };
  const loop = crashLoop(all, date);
  if (loop) return { ...notYet(loop.text), todo: todo(loop), due: { inMs: loop.recoveredInMs } };
  return completed === undefined ? ready() : doesNotApply(`container ${completed} has completed, and the others run`);
}

/**
 * The name of a container that has done its work, if that is all for which the pod is not ready: the others run and are ready, and none that
 * has ended failed or is to run for ever. A pod that does a work is not ready again until all of them have ended, and nobody waits for it.
 */
function completedBeside(pod: Pod): string | undefined {
  if (isStatic(pod)) return undefined;
  const lasting = lastingContainersOf(pod);
  const ended = lasting.filter(({ status }) => status.state?.terminated);
  const areDone = ended.every(({ status, spec }) => {
    const policy = spec?.restartPolicy ?? pod.spec?.restartPolicy ?? 'Always';
    return status.state?.terminated?.exitCode === 0 && policy !== 'Always';
  });
  const doOthersRun = lasting.every(
    ({ status }) => status.state?.terminated || (status.state?.running && status.ready),
  );
  return areDone && doOthersRun ? ended[0]?.status.name : undefined;
}
