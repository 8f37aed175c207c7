import type { Cluster } from '../cluster/cluster.ts';
import type { Ref } from '../cluster/kind.ts';
import { kinds, type Event, type Hpa, type Pod } from '../cluster/kinds.ts';
import { podTrouble } from '../conditions/pod-trouble.ts';
import { messageOf } from '../errors/shakedown-error.ts';
import type { LoadUnderWay } from '../load/load.ts';
import { utilization, type PodMetrics } from './pod-metrics.ts';
import type { Sample } from './timeline.ts';

/** How often everything is looked at, in milliseconds: what is seen is at most so much older than it is. */
const LOOK_MS = 500;
/** The load generator is asked less often: it reports every three seconds. */
const RATE_EVERY = 4;

/** What is watched. */
export interface WatchSubject {
  hpa: Ref & { namespace: string };
  /** Labels of the target's pods. */
  labels: Readonly<Record<string, string>>;
  /** Target of the HPA, as a share of the requests: 0.5. */
  target: number;
  /** Counts only this container of each pod. */
  container?: string;
}

/** A watch over an HPA and its target. */
export interface ScalingWatch {
  readonly samples: readonly Sample[];
  /** Seconds since the watch began. */
  now(): number;
  hpa(): Hpa | undefined;
  /** Why the metrics API gives nothing, by its last answer. */
  metricsTrouble(): string | undefined;
  /** Why pods are not there or not ready, each reason once. */
  podTrouble(): string[];
  /** Looks until `enough` says so. */
  follow(enough: () => boolean, signal: AbortSignal): Promise<void>;
}

/** Begins a watch; its clock starts now. */
export async function watchScaling(
  cluster: Cluster,
  { hpa: ref, labels, target, container }: WatchSubject,
  load: Pick<LoadUnderWay, 'status'> | undefined,
  signal: AbortSignal,
): Promise<ScalingWatch> {
  const { namespace } = ref;
  const { clock } = cluster;
  const hpas = cluster.shared(kinds.horizontalPodAutoscalers, namespace);
  const allPods = cluster.shared(kinds.pods, namespace);
  const events = cluster.shared(kinds.events, namespace);
  await Promise.all([hpas.ready(signal), allPods.ready(signal), events.ready(signal)]);
  const start = clock.now();
  const began = cluster.serverDate().getTime();
  const samples: Sample[] = [];
  let trouble: string | undefined;
  let rate: number | undefined;

  const pods = () => allPods.all().filter((pod) => isOf(pod, labels));
  const metric = async (): Promise<number | undefined> => {
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector.join(','))}`;
    try {
      const { items } = JSON.parse(await cluster.raw(path, { signal })) as { items: PodMetrics[] };
      trouble = undefined;
      const seen = utilization(items, pods(), container);
      return seen && seen.used / seen.requested / target;
    } catch (error) {
      signal.throwIfAborted();
      trouble = messageOf(error).replaceAll(/\s*\n\s*/g, ' ');
      return undefined;
    }
  };
  const look = async (round: number): Promise<void> => {
    if (load && round % RATE_EVERY === 0) rate = await load.status(signal).then(rateOf, () => undefined);
    const seen = await metric();
    const { status } = hpas.get(ref) ?? {};
    const living = pods().filter(({ metadata }) => !metadata?.deletionTimestamp);
    samples.push({
      at: (clock.now() - start) / 1_000,
      ...(seen !== undefined && { metric: seen }),
      ...(status?.desiredReplicas !== undefined && { desired: status.desiredReplicas }),
      ...(status?.currentReplicas !== undefined && { current: status.currentReplicas }),
      created: living.length,
      ready: living.filter(isReady).length,
      ...(rate !== undefined && { rate }),
    });
  };

  let round = 0;
  return {
    samples,
    now: () => (clock.now() - start) / 1_000,
    hpa: () => hpas.get(ref),
    metricsTrouble: () => trouble,
    podTrouble: () => [
      ...new Set([
        ...events.all().flatMap((event) => failedCreate(event, ref.name, began)),
        ...pods().flatMap((pod) => podTrouble(pod)?.text ?? []),
      ]),
    ],
    follow: async (enough, ofFollow) => {
      for (;;) {
        const before = clock.now();
        await look(round++);
        if (enough()) return;
        await clock.sleep(Math.max(0, LOOK_MS - (clock.now() - before)), ofFollow);
      }
    },
  };
}

/** Pods that a ReplicaSet of the target could not create since the watch began: a quota, a policy. */
function failedCreate(
  { reason, message, involvedObject, lastTimestamp, eventTime }: Event,
  name: string,
  since: number,
): string[] {
  const of = involvedObject.kind === 'ReplicaSet' && involvedObject.name?.startsWith(`${name}-`);
  // Time stamps of events are whole seconds.
  const recent = Date.parse(lastTimestamp ?? eventTime ?? '') >= since - 1_000;
  return reason === 'FailedCreate' && of && recent && message ? [message.replace(/^Error creating: /, '')] : [];
}

function isOf({ metadata }: Pod, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => metadata?.labels?.[key] === value);
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

function rateOf({ rate }: { rate: number }): number {
  return rate;
}
