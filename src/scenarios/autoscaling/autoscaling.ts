import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { hpa as conditionsOf } from '../../conditions/kinds/hpa.ts';
import { until } from '../../conditions/waiting/until.ts';
import type { WaitObserver } from '../../conditions/waiting/wait-observer.ts';
import type { CheckScope } from '../../instruments/contract/check-scope.ts';
import type { RunContext } from '../../instruments/contract/instrument.ts';
import type { DeployedPlatform, RunningLoad } from '../../instruments/load/load.ts';
import { isUnreachable } from '../../instruments/load/master.ts';
import type { CheckVerdict } from '../../results/model.ts';
import type { DeployedApp } from '../../instruments/target-app/target-app.ts';
import { milliseconds } from '../../time/duration.ts';
import { budgetsFor, type Budget, type TermId } from './clocks/budgets.ts';
import { calibrateLoad } from './calibration/calibrate-load.ts';
import { hpaManifest } from './hpa-manifest.ts';
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
   * Finds the load that brings the app to the configured multiple of its CPU target, starts it, watches the app scale up, stops the load, watches
   * the app scale down, and judges.
   */
  underLoad(platform: DeployedPlatform): Promise<ScalingOutcome>;
}

/** The metric of an HPA. */
export interface HpaRequest {
  /** Only this container, by a ContainerResource metric. @default the pods as a whole */
  container?: string;
}

/** HPAs under load, as one check uses them: everything ends with the check's time, except the removal of HPAs. */
export interface Autoscaling {
  /** Creates an HPA with the configured target on an app, and waits until it reads its metric. */
  hpaOn(app: DeployedApp, request: HpaRequest): Promise<DeployedHpa>;
}

/** The HPAs of one check. */
export function autoscalingFor(run: RunContext, scope: CheckScope): Autoscaling {
  return { hpaOn: (app, request) => hpaOn(run, scope, app, request) };
}

async function hpaOn(
  run: RunContext,
  scope: CheckScope,
  app: DeployedApp,
  { container }: HpaRequest,
): Promise<DeployedHpa> {
  const { cluster, config, objects } = run;
  const { ref } = app;
  const remove = () =>
    scope.waiting(`the HPA of ${ref.name} is removed`, () =>
      objects.remove([{ kind: kinds.horizontalPodAutoscalers, ref }]),
    );
  const readsItsMetric = async (signal: AbortSignal, observe?: WaitObserver) => {
    await objects.create(kinds.horizontalPodAutoscalers, hpaManifest(ref, config, container), signal);
    const isHealthy = conditionsOf(ref).isHealthy({ ours: true });
    const withinMs = Math.min(milliseconds(config.time.settle), scope.remaining());
    await until(cluster, isHealthy, { withinMs, signal, observe });
  };
  try {
    await scope.waiting(`the HPA of ${ref.name} reads its metric`, readsItsMetric);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    ref,
    underLoad: (platform) => underLoad(run, scope, app, container, platform),
    [Symbol.asyncDispose]: remove,
  };
}

async function underLoad(
  { cluster, config }: RunContext,
  scope: CheckScope,
  app: DeployedApp,
  container: string | undefined,
  platform: DeployedPlatform,
): Promise<ScalingOutcome> {
  const { name } = app.ref;
  const { cpuPercent, minReplicas, slack, podStart } = config.autoscaling;
  const { hpa, clocks } = await scope.waiting(
    `the HPA of ${name} and the clocks of the cluster are read`,
    async (signal) => {
      const read = await cluster.get(kinds.horizontalPodAutoscalers, app.ref, { signal });
      return { hpa: read, clocks: await readClocks(cluster, config, read, signal) };
    },
  );
  const cpuRequest = await app.cpuRequest(container);
  const calibrated = await scope.waiting(`the load is found that ${name} needs`, (signal) =>
    calibrateLoad({ cluster, config, app, platform, cpuRequest }, signal),
  );
  if (!('load' in calibrated)) return { verdict: calibrated.verdict, terms: [] };
  const { load, rate, ratio } = calibrated;

  const labels = { 'app.kubernetes.io/name': name };
  const subject = { hpa: app.ref, labels, target: cpuPercent / 100, ...(container !== undefined && { container }) };
  using watch = await scope.waiting(`the HPA of ${name} is watched`, (signal) =>
    watchScaling(cluster, subject, load, signal),
  );
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
  await load.changeRate(rate);
  // The load continues for two looks of the HPA after its target is met: that shows an HPA that changes its decision.
  const calm = 2 * clocks.sync.seconds;
  const enough = (loadStopped?: number) => {
    if (loadStopped === undefined && watch.loadEnded() !== undefined) return true;
    const stage = stageOf(watched(loadStopped), budgets, watch.now());
    return (
      stage.state === 'overdue' ||
      (stage.state === 'done' && watch.now() > stage.at + (loadStopped === undefined ? calm : 0))
    );
  };
  await scope.waiting(`the HPA of ${name} follows the load up`, (signal) => watch.follow(() => enough(), signal));
  const ended = watch.loadEnded();
  const up = stageOf(watched(), budgets, ended ?? watch.now());
  if (ended === undefined) await stopLoad(load);
  const loadStopped = ended ?? (up.state === 'done' ? watch.now() : undefined);
  const down =
    up.state === 'done'
      ? scope.waiting(`the HPA of ${name} follows the load down`, (signal) =>
          watch.follow(() => enough(loadStopped), signal),
        )
      : Promise.resolve();
  const [{ validityIssues }] = await Promise.all([load.ended(), down]);

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
async function stopLoad(load: RunningLoad): Promise<void> {
  try {
    await load.stop();
  } catch (error) {
    if (!isUnreachable(error)) throw error;
  }
}
