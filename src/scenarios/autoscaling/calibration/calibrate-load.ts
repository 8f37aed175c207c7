import type { Cluster } from '../../../cluster/cluster.ts';
import type { Config } from '../../../config/schema.ts';
import type { DeployedPlatform, RunningLoad } from '../../../instruments/load/load.ts';
import { boundsOf } from '../../../instruments/load/bounds.ts';
import type { CheckVerdict } from '../../../results/model.ts';
import type { DeployedApp } from '../../../instruments/target-app/target-app.ts';
import { calibrate } from './calibration.ts';

/** The probe load: too small to make an HPA act, long enough for a figure. */
const PROBE = { seconds: 8, rate: 4 };
/** How long the app is watched without load, to measure its own use. */
const IDLE_SECONDS = 4;
/** The time in which users start and connections open; it is not part of the probe. */
const WARM_UP_SECONDS = 2;
/** Enough users that some can send a request while others wait for an answer. */
const USERS = 40;
/** Longer than any reaction; the load is stopped when the HPA has reacted. */
const LONGEST_SECONDS = 1_800;

/** What a calibration needs. */
export interface CalibrationContext {
  cluster: Cluster;
  config: Config;
  app: DeployedApp;
  platform: DeployedPlatform;
  /** The CPU request of one pod that the HPA counts, in cores. */
  cpuRequest: number;
}

/** A load with a small rate, and the rate that brings the app to the wanted multiple of its target. */
export interface CalibratedLoad {
  load: RunningLoad;
  rate: number;
  ratio: number;
  reason: string;
}

/**
 * Finds the rate that brings the app to the configured multiple of its CPU target, with some seconds at a small rate.
 * @returns the load, still at the small rate, or why there is none.
 */
export async function calibrateLoad(
  { cluster, config, app, platform, cpuRequest }: CalibrationContext,
  signal: AbortSignal,
): Promise<CalibratedLoad | { verdict: CheckVerdict }> {
  const { cpuPercent, factor, rate: configuredRate, clocks } = config.autoscaling;
  const bounds = boundsOf(config);
  const mostRate = Math.min(configuredRate, bounds.rate);
  const { clock } = cluster;
  const rest = async (seconds: number) => clock.sleep(seconds * 1_000, signal);
  const idleFrom = await app.figures();
  await rest(IDLE_SECONDS);
  const idleTo = await app.figures();
  const load = await platform.start({
    users: Math.min(USERS, bounds.users),
    seconds: Math.min(LONGEST_SECONDS, bounds.seconds),
    rate: Math.min(PROBE.rate, mostRate),
  });
  await rest(WARM_UP_SECONDS);
  const before = await app.figures();
  await rest(PROBE.seconds);
  const after = await app.figures();
  const found = calibrate(
    {
      requests: after.requests - before.requests,
      cores: (after.cpuSeconds - before.cpuSeconds) / (after.at - before.at),
      seconds: after.at - before.at,
      idleCores: (idleTo.cpuSeconds - idleFrom.cpuSeconds) / (idleTo.at - idleFrom.at),
    },
    {
      targetCores: (cpuPercent / 100) * cpuRequest * after.pods,
      targetPercent: cpuPercent,
      factor,
      tolerance: clocks.tolerance,
      mostRate,
      bound: mostRate < configuredRate ? 'load.bounds.rate' : 'autoscaling.rate',
    },
  );
  if (found.rate !== undefined) return { load, ...found };
  await load.stop();
  return { verdict: { status: 'inconclusive', code: 'HPA_LOAD_TOO_SMALL', message: found.reason } };
}
