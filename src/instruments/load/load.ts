import { randomUUID } from 'node:crypto';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { several } from '../../conditions/workloads/counts.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { CheckVerdict, Measurement } from '../../results/model.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';
import type { LoadAccount, LoadStatus } from './figures/account.ts';
import { boundsOf, refuseOutOfBounds } from './bounds.ts';
import { withCounts, type CountingTarget } from './figures/with-counts.ts';
import { reportOf, type LoadReport } from './figures/load-report.ts';
import { measurementsOf } from './figures/measurements.ts';
import { whyNoLoad } from './locust-image.ts';
import type { LoadOrder } from './master.ts';
import { deployPlatform, objectsOf, type LoadPlatform, type PlatformRef } from './platform/platform.ts';
import { rampSeconds } from './profile.ts';
import { untilSettled, withLastWords } from './run-load.ts';
import { newToken } from './platform/platform-token.ts';
import { bundle, type ScriptFile } from './platform/script-bundle.ts';
import { scriptMaps, scriptSource } from './platform/script-maps.ts';
import { statistics } from './figures/statistics.ts';
import { targetUrl } from './target-url.ts';
import type { ValidityIssue } from './figures/validity-issue.ts';
import { validityIssues, unansweredRequests } from './figures/validity-issues.ts';
import { validityLimitsOf } from './figures/validity-limits.ts';

/** The platform for the load of a check. */
export interface LoadRequest {
  /** Name of the platform; two platforms with one name cannot exist at the same time. */
  name: string;
  workers: number;
  /** A Service, or a URL. */
  target: string;
  /** @default ['/'] */
  paths?: readonly string[];
  /** A script; without it users request `paths`, one after the other. */
  script?: ScriptFile;
}

/** The load of a check. */
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
  /** Whether the target has counted the requests that Locust counted; absent without an account, or without a target that counts. */
  counts?: CheckVerdict;
}

/** A load that runs. */
export interface RunningLoad {
  /** The status of the load. */
  status(): Promise<LoadStatus>;
  /** Changes the rate, in requests per second. */
  changeRate(rate: number): Promise<void>;
  /** Stops the load before its time. */
  stop(): Promise<void>;
  /** Waits until it has ended and its last figures are in. */
  ended(): Promise<LoadOutcome>;
}

/** A Locust platform for one check. Disposing of it removes it to the last object. */
export interface DeployedPlatform extends AsyncDisposable {
  readonly ref: PlatformRef;
  /** From the first object to the last worker connected, in seconds. */
  readonly setupSeconds: number;
  /** @param options.countedBy the target, where it counts: then the outcome says whether both have counted the same. */
  start(spec: LoadSpec, options?: { countedBy?: CountingTarget }): Promise<RunningLoad>;
  /** Changes the number of workers, also while the load runs. */
  scale(workers: number): Promise<void>;
  /** The report of the load that has ended. */
  report(account: LoadAccount): Promise<LoadReport>;
  /** Removes it. Returns how long that took to the last object, in seconds. */
  remove(): Promise<number>;
}

/** Load by Locust, as one check uses it: everything ends with the check's time, except the removal of platforms. */
export interface Load {
  /**
   * Ends the check as skipped if no image of Locust is configured, or if the configuration does not allow its load.
   * @param wanted the largest load of the check. @default a load within the bounds
   */
  require(wanted?: { workers: number; users: number; rate: number; seconds: number }): void;
  /** Sets up a platform and waits until all its workers are connected. Ends the check as skipped if no image of Locust is configured. */
  setUp(request: LoadRequest): Promise<DeployedPlatform>;
}

/** The load of one check. */
export function loadFor(run: RunContext, scope: CheckScope): Load {
  const skipWithout = (wanted?: Parameters<Load['require']>[0]) => {
    const why = whyNoLoad(run.config, wanted);
    if (why !== undefined) scope.leaveOut(why);
  };
  return {
    require: skipWithout,
    setUp: async (request) => {
      skipWithout();
      return await setUp(run, request, scope);
    },
  };
}

async function setUp(run: RunContext, request: LoadRequest, scope: CheckScope): Promise<DeployedPlatform> {
  const { cluster, config, objects } = run;
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
  const remove = () =>
    scope.waiting(`${name} is removed`, async () => {
      const begin = cluster.clock.now();
      await objects.remove(made);
      return (cluster.clock.now() - begin) / 1_000;
    });
  const deploy = async (signal: AbortSignal) => {
    await Promise.all(parts.map((map) => objects.create(kinds.configMaps, map, signal)));
    const scripts = parts.map(scriptSource);
    return await deployPlatform(run, { namespace, name, profile, scripts, token: newToken() }, signal);
  };
  const connected = (count: number) => `${several(count, 'worker')} of ${name} ${count === 1 ? 'is' : 'are'} connected`;
  try {
    const platform = await scope.waiting(`${name} is deployed`, deploy);
    await scope.waiting(connected(workers), (signal) => platform.connected(workers, signal));
    return {
      ref: platform.ref,
      setupSeconds: (cluster.clock.now() - start) / 1_000,
      start: async (spec, { countedBy } = {}) => {
        const before = await countedBy?.figures();
        const running = await scope.waiting(`${name} starts a load`, (signal) =>
          startLoad(run, platform, spec, scope, signal),
        );
        if (!countedBy || !before) return running;
        return { ...running, ended: withCounts(running.ended, { target: countedBy, before: before.requests }) };
      },
      scale: (count) => scope.waiting(connected(count), (signal) => platform.scale(count, signal)),
      report: (account) =>
        scope.waiting(`${name} gives its report`, (signal) => reportOf(platform.master, account, signal)),
      remove,
      [Symbol.asyncDispose]: async () => void (await remove()),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function startLoad(
  { cluster, config }: RunContext,
  { master, ref }: LoadPlatform,
  { users, seconds, rate = 0, spawnRate = users }: LoadSpec,
  scope: CheckScope,
  signal: AbortSignal,
): Promise<RunningLoad> {
  const { name, namespace } = ref;
  refuseOutOfBounds({ workers: 0, users, rate, seconds }, boundsOf(config));
  const order: LoadOrder = { id: randomUUID(), users, spawnRate, seconds, rate };
  const { instanceId } = await master.status(signal);
  await master.start(order, signal);
  const ended = async (ofEnd: AbortSignal): Promise<LoadOutcome> => {
    try {
      const raw = await untilSettled({ master, order, instanceId, clock: cluster.clock, signal: ofEnd });
      const account = await withLastWords(cluster, namespace, raw, ofEnd);
      const all = statistics(account, rampSeconds(order));
      const found = validityIssues(account, all[0], validityLimitsOf(config));
      return {
        verdict: verdictOn([...found, ...unansweredRequests(account)]),
        validityIssues: found,
        measurements: all[0] ? measurementsOf(all[0], account) : [],
        account,
      };
    } catch (error) {
      if (!(error instanceof ShakedownError && error.code === 'LOAD_MASTER_ENDED')) throw error;
      const reason = `the Locust master ended before the load: ${error.seen}`;
      const found = [{ code: error.code, reason }];
      return { verdict: verdictOn(found), validityIssues: found, measurements: [] };
    }
  };
  return {
    status: () => scope.waiting(`${name} gives its status`, (ofStatus) => master.status(ofStatus)),
    changeRate: (to) => scope.waiting(`${name} takes another rate`, (ofChange) => master.changeRate(to, ofChange)),
    stop: () => scope.waiting(`${name} stops its load`, (ofStop) => master.stop(ofStop)),
    ended: () => scope.waiting(`the load of ${name} has ended`, ended),
  };
}

function verdictOn(found: readonly ValidityIssue[]): CheckVerdict {
  const [first] = found;
  if (!first) return { status: 'passed', code: 'LOAD_TRUSTED', message: 'the figures can be trusted' };
  const detail = found.map(({ reason }) => reason).join('\n');
  return { status: 'inconclusive', code: first.code, message: first.reason, ...(found.length > 1 && { detail }) };
}
