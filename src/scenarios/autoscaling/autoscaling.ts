import type { Cluster, Manifest } from '../../cluster/cluster.ts';
import type { Ref } from '../../cluster/kind.ts';
import { kinds } from '../../cluster/kinds.ts';
import { looksAt, owns, type Right } from '../../cluster/rights.ts';
import { hpa as conditionsOf } from '../../conditions/kinds/hpa.ts';
import { until } from '../../conditions/waiting/until.ts';
import type { Config } from '../../config/schema.ts';
import type { DeployedPlatform, RunningLoad } from '../../instruments/load/load.ts';
import { loadRights } from '../../instruments/load/load-rights.ts';
import { isUnreachable } from '../../instruments/load/master.ts';
import type { Objects } from '../../objects/objects.ts';
import type { CheckVerdict } from '../../results/model.ts';
import type { DeployedApp } from '../../instruments/target-app/target-app.ts';
import { milliseconds } from '../../time/duration.ts';
import { budgetsFor, type Budget, type TermId } from './clocks/budgets.ts';
import { calibrateLoad } from './calibration/calibrate-load.ts';
import { readClocks } from './clocks/read-clocks.ts';
import { judgeScaling } from './verdict/scaling-verdict.ts';
import { watchScaling } from './scaling-watch.ts';
import { seriesOf, type ScalingSeries } from './series.ts';
import { stageOf } from './verdict/stage.ts';
import { momentsOf, termsOf, type Watched } from './verdict/timeline.ts';

/** A part of an HPA's reaction: how long it took, and how long it may take. */
export interface Term extends Budget {
  id: TermId;
  seconds: number;
}

/** The outcome of an HPA's reaction to load. */
export interface ScalingOutcome {
  verdict: CheckVerdict;
  /** The parts that were seen. */
  terms: Term[];
  /** Absent when no load was started. */
  series?: ScalingSeries;
}

/** An HPA on a target app. Disposing of it removes it. */
export interface DeployedHpa extends AsyncDisposable {
  readonly ref: Required<Ref>;
  /**
   * Finds the load that brings the app to the configured multiple of its CPU target, starts it, follows the app up, stops the load, follows
   * the app down, and judges.
   */
  underLoad(load: DeployedPlatform, signal: AbortSignal): Promise<ScalingOutcome>;
}

/** The metric of an HPA. */
export interface HpaRequest {
  /** Only this container, by a ContainerResource metric; by default the pods as a whole. */
  container?: string;
}

/** HPAs under load, as a scenario. */
export interface Autoscaling {
  readonly rights: readonly Right[];
  /** Creates an HPA with the configured target on an app, and waits until it reads its metric. */
  hpaOn(app: DeployedApp, request: HpaRequest, signal: AbortSignal): Promise<DeployedHpa>;
}

/** The rights of a check that uses HPAs under load. */
export const autoscalingRights: readonly Right[] = [
  owns(kinds.horizontalPodAutoscalers),
  looksAt(kinds.pods),
  { group: 'metrics.k8s.io', resource: 'pods', verbs: ['get', 'list'], scope: 'workloads' },
  ...loadRights,
];

/** What HPAs under load need. */
export interface AutoscalingContext {
  cluster: Cluster;
  config: Config;
  objects: Objects;
}

/** The scenario that watches HPAs under load. */
export function makeAutoscaling(context: AutoscalingContext): Autoscaling {
  return { rights: autoscalingRights, hpaOn: (app, request, signal) => hpaOn(context, app, request, signal) };
}

async function hpaOn(
  context: AutoscalingContext,
  app: DeployedApp,
  { container }: HpaRequest,
  signal: AbortSignal,
): Promise<DeployedHpa> {
  const { cluster, config, objects } = context;
  const { ref } = app;
  await objects.create(kinds.horizontalPodAutoscalers, manifest(ref, config, container), signal);
  const remove = () => objects.remove([{ kind: kinds.horizontalPodAutoscalers, ref }]);
  try {
    const isHealthy = conditionsOf(ref).isHealthy({ ours: true });
    await until(cluster, isHealthy, { withinMs: milliseconds(config.time.settle), signal });
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    ref,
    underLoad: (load, ofLoad) => underLoad(context, app, container, load, ofLoad),
    [Symbol.asyncDispose]: remove,
  };
}

function manifest(ref: Required<Ref>, { autoscaling }: Config, container: string | undefined): Manifest {
  const { cpuPercent, minReplicas, maxReplicas } = autoscaling;
  const target = { type: 'Utilization', averageUtilization: cpuPercent };
  const metric =
    container === undefined
      ? { type: 'Resource', resource: { name: 'cpu', target } }
      : { type: 'ContainerResource', containerResource: { name: 'cpu', container, target } };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { ...ref, labels: { 'app.kubernetes.io/name': ref.name } },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: ref.name },
      minReplicas,
      maxReplicas,
      metrics: [metric],
    },
  };
}

async function underLoad(
  { cluster, config }: AutoscalingContext,
  app: DeployedApp,
  container: string | undefined,
  platform: DeployedPlatform,
  signal: AbortSignal,
): Promise<ScalingOutcome> {
  const { cpuPercent, minReplicas, slack, podStart } = config.autoscaling;
  const hpa = await cluster.get(kinds.horizontalPodAutoscalers, app.ref, { signal });
  const clocks = await readClocks(cluster, config, hpa, signal);
  const cpuRequest = Object.entries(await app.cpuRequests(signal))
    .filter(([name]) => container === undefined || name === container)
    .reduce((total, [, cores]) => total + cores, 0);
  const calibrated = await calibrateLoad({ cluster, config, app, platform, cpuRequest }, signal);
  if (!('load' in calibrated)) return { verdict: calibrated.verdict, terms: [] };
  const { load, rate, ratio } = calibrated;

  const labels = { 'app.kubernetes.io/name': app.ref.name };
  const subject = { hpa: app.ref, labels, target: cpuPercent / 100, ...(container !== undefined && { container }) };
  using watch = await watchScaling(cluster, subject, load, signal);
  const before = hpa.status?.currentReplicas ?? minReplicas;
  const budgets = budgetsFor({
    clocks,
    ratio,
    slack: milliseconds(slack) / 1_000,
    podStart: milliseconds(podStart) / 1_000,
    replicas: { from: before, to: Math.ceil(before * ratio) },
  });
  const watched = (loadStopped?: number): Watched => ({
    ...{ samples: watch.samples, before, minReplicas, tolerance: clocks.tolerance, rate },
    ...(loadStopped !== undefined && { loadStopped }),
  });
  await load.changeRate(rate, signal);
  // The load runs on for two looks of the HPA after its target is met: that shows an HPA that wavers.
  const calm = 2 * clocks.sync.seconds;
  const enough = (loadStopped?: number) => {
    if (loadStopped === undefined && watch.loadEnded() !== undefined) return true;
    const stage = stageOf(watched(loadStopped), budgets, watch.now());
    return (
      stage.state === 'overdue' ||
      (stage.state === 'done' && watch.now() > stage.at + (loadStopped === undefined ? calm : 0))
    );
  };
  await watch.follow(() => enough(), signal);
  const ended = watch.loadEnded();
  const up = stageOf(watched(), budgets, ended ?? watch.now());
  if (ended === undefined) await stopLoad(load, signal);
  const loadStopped = ended ?? (up.state === 'done' ? watch.now() : undefined);
  const down = up.state === 'done' ? watch.follow(() => enough(loadStopped), signal) : Promise.resolve();
  const [{ validityIssues }] = await Promise.all([load.ended(signal), down]);

  const all = watched(loadStopped);
  const metricsTrouble = watch.metricsTrouble();
  const verdict: CheckVerdict = judgeScaling({
    ...{ hpa: watch.hpa(), metric: { name: 'cpu', target: cpuPercent }, watched: all, budgets, validityIssues },
    podTrouble: watch.podTrouble(),
    ...(metricsTrouble !== undefined && { metricsTrouble }),
  });
  const moments = momentsOf(all);
  const terms = (Object.entries(termsOf(moments, loadStopped)) as [TermId, number][]).map(([id, seconds]) => ({
    id,
    seconds,
    ...budgets[id],
  }));
  return {
    verdict,
    terms,
    series: seriesOf(watch.samples, { target: cpuPercent, moments, ...(loadStopped !== undefined && { loadStopped }) }),
  };
}

/** On an unreachable master there is nothing to stop; waiting for the end of the load reports what happened to it. */
async function stopLoad(load: RunningLoad, signal: AbortSignal): Promise<void> {
  try {
    await load.stop(signal);
  } catch (error) {
    if (!isUnreachable(error)) throw error;
  }
}
