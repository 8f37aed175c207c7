import { kinds } from '../../cluster/kinds/kinds.ts';
import type { CheckScope } from '../../instruments/contract/check-scope.ts';
import type { RunContext } from '../../instruments/contract/instrument.ts';
import type { DeployedPlatform, RunningLoad } from '../../instruments/load/load.ts';
import { isUnreachable } from '../../instruments/load/master.ts';
import type { DeployedApp } from '../../instruments/target-app/target-app.ts';
import type { CheckVerdict } from '../../results/model.ts';
import { milliseconds } from '../../time/duration.ts';
import { calibrateLoad } from './calibration/calibrate-load.ts';
import { budgetsFor, type Budget, type TermId } from './clocks/budgets.ts';
import { readClocks } from './clocks/read-clocks.ts';
import { watchScaling, type ScalingWatch } from './scaling-watch.ts';
import { seriesOf, type ScalingSeries } from './series.ts';
import { judgeScaling } from './verdict/scaling-verdict.ts';
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

/** Does the phase of a check that needs a platform, for example while it holds a lock. */
export type WhileLoaded = <T>(phase: (platform: DeployedPlatform) => Promise<T>) => Promise<T>;

/** What reacts, and to what. */
export interface Reaction {
  run: RunContext;
  scope: CheckScope;
  app: DeployedApp;
  /** The container that the HPA counts. @default the pods as a whole */
  container: string | undefined;
}

/** What is known when the load has ended. */
interface Loaded {
  watch: ScalingWatch;
  watched: (loadStopped?: number) => Watched;
  budgets: Record<TermId, Budget>;
  loadStopped: number | undefined;
  /** Resolves when the app has scaled down, or takes too long. */
  down: Promise<void>;
  validityIssues: Parameters<typeof judgeScaling>[0]['validityIssues'];
}

/** Loads an app, follows its HPA up and down again, and judges. */
export async function underLoad(reaction: Reaction, whileLoaded: WhileLoaded): Promise<ScalingOutcome> {
  using watches = new DisposableStack();
  const loaded = await whileLoaded((platform) => loadedReaction(reaction, platform, watches));
  if ('verdict' in loaded) return { verdict: loaded.verdict, terms: [] };
  const { watch, watched, budgets, loadStopped, down, validityIssues } = loaded;
  await down;

  const { cpuPercent } = reaction.run.config.autoscaling;
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

/**
 * The part of a reaction with load. The watch goes on when the load has ended.
 * @param watches dispose of the watch.
 */
async function loadedReaction(
  { run: { cluster, config }, scope, app, container }: Reaction,
  platform: DeployedPlatform,
  watches: DisposableStack,
): Promise<Loaded | { verdict: CheckVerdict }> {
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
  if (!('load' in calibrated)) return { verdict: calibrated.verdict };
  const { load, rate, ratio } = calibrated;

  const labels = { 'app.kubernetes.io/name': name };
  const subject = { hpa: app.ref, labels, target: cpuPercent, clocks, ...(container !== undefined && { container }) };
  const watch = watches.use(
    await scope.waiting(`the HPA of ${name} is watched`, (signal) => watchScaling(cluster, subject, load, signal)),
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
    ...{ samples: watch.samples, before, minReplicas, tolerance: clocks.tolerance, sync: clocks.sync.seconds, rate },
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
  // It begins at once: the figures of the load may take some seconds.
  const down =
    up.state === 'done'
      ? scope.waiting(`the HPA of ${name} follows the load down`, (signal) =>
          watch.follow(() => enough(loadStopped), signal),
        )
      : Promise.resolve();
  down.catch(() => {}); // awaited when the load has ended
  const { validityIssues } = await load.ended();
  return { watch, watched, budgets, loadStopped, down, validityIssues };
}

/** On an unreachable master there is nothing to stop; waiting for the end of the load reports what happened to it. */
async function stopLoad(load: RunningLoad): Promise<void> {
  try {
    await load.stop();
  } catch (error) {
    if (!isUnreachable(error)) throw error;
  }
}
