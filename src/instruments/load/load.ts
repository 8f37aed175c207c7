import { randomUUID } from 'node:crypto';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds.ts';
import type { Right } from '../../cluster/rights.ts';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Objects } from '../../objects/objects.ts';
import type { CheckVerdict, Measurement } from '../../results/model.ts';
import type { LoadAccount, LoadStatus } from './figures/account.ts';
import { boundsOf, refuseOutOfBounds } from './bounds.ts';
import { loadRights } from './load-rights.ts';
import { reportOf, type LoadReport } from './figures/load-report.ts';
import { measurementsOf } from './figures/measurements.ts';
import type { LoadOrder } from './master.ts';
import { deployPlatform, objectsOf, type LoadPlatform, type PlatformRef } from './platform/platform.ts';
import { rampSeconds } from './profile.ts';
import { untilSettled, withLastWords } from './run-load.ts';
import { bundle, type ScriptFile } from './platform/script-bundle.ts';
import { scriptMaps } from './platform/script-maps.ts';
import { statistics } from './figures/statistics.ts';
import { targetUrl } from './target-url.ts';
import type { ValidityIssue } from './figures/validity-issue.ts';
import { validityIssues, unansweredRequests } from './figures/validity-issues.ts';
import { validityLimitsOf } from './figures/validity-limits.ts';

/** The platform that a check makes load with. */
export interface LoadRequest {
  /** Name of the platform; two of one name cannot exist at the same time. */
  name: string;
  workers: number;
  /** A Service, or a URL. */
  target: string;
  /** @default ['/'] */
  paths?: readonly string[];
  /** A script; without it users request `paths`, one after the other. */
  script?: ScriptFile;
}

/** The load that a check makes. */
export interface LoadSpec {
  users: number;
  /** Seconds, unless it is stopped earlier. */
  seconds: number;
  /** Requests per second of all users together. @default as many as the target answers */
  rate?: number;
  /** Users started per second. @default all at once */
  spawnRate?: number;
}

/** The outcome of a load. */
export interface LoadOutcome {
  /** `passed` when its figures are valid, else `inconclusive` with the reason. */
  verdict: CheckVerdict;
  /** All reasons why its figures are not valid; the verdict names the first. */
  validityIssues: ValidityIssue[];
  /** Requests, failures, rate and percentiles of all requests together. */
  measurements: Measurement[];
  /** Absent when the master ended before the load did. */
  account?: LoadAccount;
}

/** A load that runs. */
export interface RunningLoad {
  /** The status of the load. */
  status(signal: AbortSignal): Promise<LoadStatus>;
  /** Changes the rate, in requests per second. */
  changeRate(rate: number, signal: AbortSignal): Promise<void>;
  /** Stops the load before its time. */
  stop(signal: AbortSignal): Promise<void>;
  /** Waits until it has ended and its last figures are in. */
  ended(signal: AbortSignal): Promise<LoadOutcome>;
}

/** A Locust platform for one check. Disposing of it removes it to the last object. */
export interface DeployedPlatform extends AsyncDisposable {
  readonly ref: PlatformRef;
  /** From the first object to the last worker connected, in seconds. */
  readonly setupSeconds: number;
  start(spec: LoadSpec, signal: AbortSignal): Promise<RunningLoad>;
  /** Changes the number of workers, also while the load runs. */
  scale(workers: number, signal: AbortSignal): Promise<void>;
  /** The report of the load that has ended. */
  report(account: LoadAccount, signal: AbortSignal): Promise<LoadReport>;
  /** Removes it. Returns how long that took to the last object, in seconds. */
  remove(): Promise<number>;
}

/** Load by Locust, as an instrument. */
export interface Load {
  readonly rights: readonly Right[];
  /** Sets a platform up and waits until all its workers are connected. */
  setUp(request: LoadRequest, signal: AbortSignal): Promise<DeployedPlatform>;
}

/** What loads are made with. */
export interface LoadContext {
  cluster: Cluster;
  config: Config;
  objects: Objects;
}

/** The instrument that makes load, in the namespace for workloads. */
export function makeLoad(context: LoadContext): Load {
  return { rights: loadRights, setUp: (request, signal) => setUp(context, request, signal) };
}

async function setUp(context: LoadContext, request: LoadRequest, signal: AbortSignal): Promise<DeployedPlatform> {
  const { cluster, config, objects } = context;
  const namespace = config.namespaces.workloads;
  const { name, workers, target, paths = ['/'], script } = request;
  const parts = script ? scriptMaps(namespace, `${name}-scripts`, bundle([script], script.name)) : [];
  const profile = {
    ...{ workers, paths, script: script?.name ?? '', target: targetUrl(target), environment: {} },
    tls: 'default' as const,
  };
  const start = cluster.clock.now();
  const made = [
    ...objectsOf({ namespace, name }),
    ...parts.map((map) => ({ kind: kinds.configMaps, ref: { namespace, name: map.metadata.name } })),
  ];
  const remove = async () => {
    const begin = cluster.clock.now();
    await objects.remove(made);
    return (cluster.clock.now() - begin) / 1_000;
  };
  try {
    await Promise.all(parts.map((map) => objects.create(kinds.configMaps, map, signal)));
    const scripts = parts.map(({ metadata }) => metadata.name);
    const platform = await deployPlatform(context, { namespace, name, profile, scripts }, signal);
    await platform.connected(workers, signal);
    return {
      ref: platform.ref,
      setupSeconds: (cluster.clock.now() - start) / 1_000,
      start: (spec, ofStart) => startLoad(context, platform, spec, ofStart),
      scale: (count, ofScale) => platform.scale(count, ofScale),
      report: (account, ofReport) => reportOf(platform.master, account, ofReport),
      remove,
      [Symbol.asyncDispose]: async () => void (await remove()),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startLoad(
  { cluster, config }: LoadContext,
  { master, ref }: LoadPlatform,
  { users, seconds, rate = 0, spawnRate = users }: LoadSpec,
  signal: AbortSignal,
): Promise<RunningLoad> {
  refuseOutOfBounds({ workers: 0, users, rate, seconds }, boundsOf(config));
  const order: LoadOrder = { id: randomUUID(), users, spawnRate, seconds, rate };
  const { instanceId } = await master.status(signal);
  await master.start(order, signal);
  return {
    status: (ofStatus) => master.status(ofStatus),
    changeRate: (to, ofChange) => master.changeRate(to, ofChange),
    stop: (ofStop) => master.stop(ofStop),
    ended: async (ofEnd) => {
      try {
        const raw = await untilSettled({ master, order, instanceId, clock: cluster.clock, signal: ofEnd });
        const account = await withLastWords(cluster, ref.namespace, raw, ofEnd);
        const all = statistics(account, rampSeconds(order));
        const found = validityIssues(account, all[0], validityLimitsOf(config));
        return {
          verdict: verdictOn([...found, ...unansweredRequests(account)]),
          validityIssues: found,
          measurements: all[0] ? measurementsOf(all[0]) : [],
          account,
        };
      } catch (error) {
        if (!(error instanceof ShakedownError && error.code === 'LOAD_MASTER_ENDED')) throw error;
        const reason = `the Locust master ended before the load: ${error.seen}`;
        const found = [{ code: error.code, reason }];
        return { verdict: verdictOn(found), validityIssues: found, measurements: [] };
      }
    },
  };
}

function verdictOn(found: readonly ValidityIssue[]): CheckVerdict {
  const [first] = found;
  if (!first) return { status: 'passed', code: 'LOAD_TRUSTED', message: 'the figures can be trusted' };
  const detail = found.map(({ reason }) => reason).join('\n');
  return { status: 'inconclusive', code: first.code, message: first.reason, ...(found.length > 1 && { detail }) };
}
