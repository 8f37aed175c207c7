import { whatIsWrong } from '../errors/shakedown-error.ts';
import type { LoadPlatform, PlatformRef } from '../instruments/load/platform/platform.ts';
import { refuseWithoutLogin } from './access/dashboard-login.ts';
import { formatWorkers } from './format-workers.ts';
import type { LoadTestContext } from './load-test-context.ts';
import { holdNamespace } from './hold-namespace.ts';
import { deployPersistent, persistentMaster, refuseUnderWay } from './persistent-platform.ts';
import { refusePlatformOfOthers, type SetUpBy } from './ownership/set-up-by.ts';
import { refuseForeign } from './refuse-foreign.ts';
import { removePlatform, removePlatformOf } from './remove-platform.ts';
import type { LoadTestPlan } from './spec/plan-load-test.ts';

/** Timeout for the removal after a failed setup, in milliseconds. */
const CLEAN_UP_MS = 90_000;

/** A platform to set up. */
export interface PlatformSetUp {
  ref: PlatformRef;
  plan: LoadTestPlan;
  runId: string;
  loadBalancer: boolean;
  /** Secret with the login of the dashboard; `loadBalancer` needs one. */
  login?: string;
  /** Whom to ask about the setup: `ann@laptop (shakedown loadtest setup)`. */
  holder: string;
  /** Whose it will be. */
  setUpBy: SetUpBy;
  /** Whether one that somebody else has set up is replaced. */
  takeOver: boolean;
  /** The command that removes it, for messages. */
  cleanUpCommand: string;
}

/**
 * Sets up a persistent platform, and waits until all its workers are connected. When that fails, what was created is removed again; if
 * a platform existed before, the new one stays in its place, and its owner decides.
 * @throws ShakedownError LOAD_LOGIN_MISSING without a login for a dashboard outside of the cluster, LOAD_PLATFORM_EXISTS when somebody else has set one up, LOAD_UNDER_WAY when a load runs there, RUN_UNDER_WAY when a run holds the namespace, LOAD_NAME_TAKEN when an object of somebody else has a name that it needs.
 */
export async function setUpPlatform(
  context: Pick<LoadTestContext, 'cluster' | 'config' | 'signal' | 'progress'>,
  setUp: PlatformSetUp,
): Promise<LoadPlatform> {
  const { cluster, progress, signal } = context;
  const { ref, plan, runId, loadBalancer, login } = setUp;
  const { spec, ...scripts } = plan;
  progress.now(`setting up ${formatWorkers(spec.workers)} in ${ref.namespace}`);
  // This comes before the part that is undone: what somebody else has there stays, and a running load must continue.
  await refuseWithoutLogin(cluster, ref.namespace, setUp, signal);
  await refuseForeign(cluster, ref, signal);
  await refuseUnderWay(context, ref, signal);
  // Until the platform is there, no run may begin in its namespace.
  await using _ = await holdNamespace(context, setUp, CLEAN_UP_MS);
  const existing = await persistentMaster(cluster, ref, signal);
  if (!setUp.takeOver) refusePlatformOfOthers(existing, ref, setUp.setUpBy);
  try {
    const access = { loadBalancer, ...(login !== undefined && { login }) };
    const request = {
      ...ref,
      ...scripts,
      profile: spec,
      load: spec,
      runId,
      ...access,
      setUpBy: setUp.setUpBy,
      stays: true,
    };
    const platform = await deployPersistent(context, request, signal);
    await platform.connected(spec.workers, signal);
    return platform;
  } catch (error) {
    await undo(context, setUp, existing !== undefined);
    throw error;
  }
}

async function undo(
  { cluster, progress }: Pick<LoadTestContext, 'cluster' | 'progress'>,
  { ref, runId, cleanUpCommand }: PlatformSetUp,
  existed: boolean,
): Promise<void> {
  const left = (why: string) =>
    progress.done(`left ${ref.namespace}/${ref.name} as it is${why}; remove it: ${cleanUpCommand}`);
  if (existed) return left('');
  progress.now('removing what was created');
  const signal = AbortSignal.timeout(CLEAN_UP_MS);
  try {
    const other = await removePlatformOf(cluster, runId, ref, signal);
    if (other !== undefined) return left(`, because run ${other} has created something of it`);
    // This removes its pods and its namespace.
    await removePlatform(cluster, ref, signal);
  } catch (error) {
    left(`, because it cannot be removed: ${whatIsWrong(error)}`);
  }
}
