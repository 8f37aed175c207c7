import { untilReady } from '../../cluster/lists/until-ready.ts';
import { z } from 'zod';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type Hpa, type Pod } from '../../cluster/kinds/kinds.ts';
import { rawJson } from '../../cluster/raw-json.ts';
import { whyNotCreated } from '../../diagnosis/not-created.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import { messageOf } from '../../errors/shakedown-error.ts';
import type { RunningLoad } from '../../instruments/load/load.ts';
import type { Clocks } from './clocks/clocks.ts';
import { podMetricsSchema, utilization } from './metric/pod-metrics.ts';
import { recommendation } from './metric/recommendation.ts';
import type { PodsTrouble } from './verdict/scaling-evidence.ts';
import type { Sample } from './verdict/timeline.ts';

const schema = z.object({ items: z.array(podMetricsSchema) });

/** How often everything is read when nothing changes, in milliseconds. A change of the HPA or of a pod is read at once. */
const LOOK_MS = 500;
/** How long to wait for further changes after one, in milliseconds. */
const BURST_MS = 20;
/** How often the load generator is read, in milliseconds: it reports every three seconds. */
const RATE_EVERY_MS = 2_000;

/** From this weight on a pod's trouble is a cause, and not only slowness: the pod cannot be scheduled, has no image, crashes. */
const CERTAIN_WEIGHT = 6;

/** What is watched. */
export interface WatchSubject {
  hpa: Ref & { namespace: string };
  /** Labels of the target's pods. */
  labels: Readonly<Record<string, string>>;
  /** Target of the HPA, in per cent of the requests. */
  target: number;
  clocks: Pick<Clocks, 'tolerance' | 'initialisation' | 'readinessDelay'>;
  /** Counts only this container of each pod. */
  container?: string;
}

/** A watch over an HPA and its target, until it is disposed of. */
export interface ScalingWatch extends Disposable {
  readonly samples: readonly Sample[];
  /** Seconds since the watch began. */
  now(): number;
  hpa(): Hpa | undefined;
  /** When the load was seen to have ended, in seconds since the watch began; absent while it runs. */
  loadEnded(): number | undefined;
  /** Why the metrics API returns nothing, according to its last answer. */
  metricsTrouble(): string | undefined;
  /** Why pods do not exist or are not ready, each reason once. */
  podTrouble(): PodsTrouble[];
  /** Looks until `enough` says so. */
  follow(enough: () => boolean, signal: AbortSignal): Promise<void>;
}

/** Begins a watch; its clock starts now. */
export async function watchScaling(
  cluster: Cluster,
  { hpa: ref, labels, target, clocks, container }: WatchSubject,
  load: Pick<RunningLoad, 'status'> | undefined,
  signal: AbortSignal,
): Promise<ScalingWatch> {
  const { namespace } = ref;
  const { clock } = cluster;
  const hpas = cluster.shared(kinds.horizontalPodAutoscalers, namespace);
  const allPods = cluster.shared(kinds.pods, namespace);
  const events = cluster.shared(kinds.events, namespace);
  await Promise.all([
    untilReady(hpas, clock, signal),
    untilReady(allPods, clock, signal),
    untilReady(events, clock, signal),
  ]);
  const start = clock.now();
  const now = () => (clock.now() - start) / 1_000;
  const began = cluster.serverDate().getTime();
  const samples: Sample[] = [];
  const last = { metricAt: Number.NEGATIVE_INFINITY, rateAt: Number.NEGATIVE_INFINITY } as Last;
  let wake = () => {};
  // A list is only kept up to date while it has a listener.
  const stops = [
    hpas.onChange(ref, () => wake()),
    allPods.onChange(undefined, () => wake()),
    events.onChange(undefined, () => {}),
  ];

  const pods = () => allPods.all().filter((pod) => isOf(pod, labels));
  const readMetric = async (): Promise<void> => {
    if (clock.now() - last.metricAt < LOOK_MS * 0.9) return;
    last.metricAt = clock.now();
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector.join(','))}`;
    try {
      const { items } = await rawJson(cluster, { path, schema, wanted: 'the metrics of pods', signal });
      const seen = utilization(items, pods(), container);
      const { desiredReplicas, currentReplicas } = hpas.get(ref)?.status ?? {};
      const needed = recommendation({
        ...{ metrics: items, pods: pods(), container, target, tolerance: clocks.tolerance },
        current: desiredReplicas ?? currentReplicas ?? 0,
        now: cluster.serverDate().getTime(),
        initialisation: clocks.initialisation.seconds * 1_000,
        readinessDelay: clocks.readinessDelay.seconds * 1_000,
      });
      last.metric = seen && { ratio: seen.percent / target, pods: seen.pods, needed };
      last.trouble = undefined;
    } catch (error) {
      signal.throwIfAborted();
      last.metric = undefined;
      last.trouble = messageOf(error).replaceAll(/\s*\n\s*/g, ' ');
    }
  };
  const readRate = async (): Promise<void> => {
    // The platform of a load that has ended may be removed.
    if (!load || last.loadEnded !== undefined || clock.now() - last.rateAt < RATE_EVERY_MS) return;
    last.rateAt = clock.now();
    const status = await load.status().catch(() => undefined);
    // After the users have stopped, Locust still reports the rate of its last seconds.
    last.rate = status && (status.users > 0 ? status.rate : 0);
    // A master without a load has replaced the one that ran it.
    if (status && (!status.run || status.run.stoppedAt !== undefined)) [last.rate, last.loadEnded] = [0, now()];
  };
  const look = async (): Promise<void> => {
    await Promise.all([readMetric(), readRate()]);
    const { metric, rate } = last;
    const { status } = hpas.get(ref) ?? {};
    const living = pods().filter(({ metadata }) => !metadata?.deletionTimestamp);
    samples.push({
      at: now(),
      ...(metric && { metric: metric.ratio, measured: metric.pods }),
      ...(metric?.needed !== undefined && { needed: metric.needed }),
      ...(status?.desiredReplicas !== undefined && { desired: status.desiredReplicas }),
      ...(status?.currentReplicas !== undefined && { current: status.currentReplicas }),
      created: living.length,
      ready: living.filter(isReady).length,
      ...(rate !== undefined && { rate }),
    });
  };
  /** Resolves when something has changed, or at the time of the next look. */
  const pause = async (ofPause: AbortSignal): Promise<void> => {
    const woken = new Promise<void>((resolve) => (wake = resolve));
    await Promise.race([woken.then(() => clock.sleep(BURST_MS, ofPause)), clock.sleep(LOOK_MS, ofPause)]);
  };

  return {
    samples,
    now,
    hpa: () => hpas.get(ref),
    loadEnded: () => last.loadEnded,
    metricsTrouble: () => last.trouble,
    podTrouble: () => {
      const denied = whyNotCreated(events.all(), [ref.name], began);
      const ofPods = pods().flatMap((pod) => podTrouble(pod) ?? []);
      const all = [
        ...(denied === undefined ? [] : [{ text: denied, certain: true }]),
        ...ofPods.map(({ text, weight }) => ({ text, certain: weight >= CERTAIN_WEIGHT })),
      ];
      return [...new Map(all.map((one) => [one.text, one])).values()];
    },
    follow: async (enough, ofFollow) => {
      for (;;) {
        await look();
        if (enough()) return;
        await pause(ofFollow);
      }
    },
    [Symbol.dispose]: () => stops.forEach((stop) => stop()),
  };
}

/** The last result of the watch's own requests, and when it was read. */
interface Last {
  metricAt: number;
  metric: { ratio: number; pods: number; needed: number | undefined } | undefined;
  /** Why there is no metric. */
  trouble: string | undefined;
  rateAt: number;
  rate: number | undefined;
  loadEnded: number | undefined;
}

function isOf({ metadata }: Pod, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => metadata?.labels?.[key] === value);
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}
