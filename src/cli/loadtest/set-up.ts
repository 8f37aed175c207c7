import type { Setting } from '../../config/setting.ts';
import { whatIsWrong } from '../../errors/shakedown-error.ts';
import { ports } from '../../instruments/load/platform/platform-manifests.ts';
import type { PlatformRef } from '../../instruments/load/platform/platform.ts';
import { removePlatform, removePlatformOf } from '../../loadtest/remove-platform.ts';
import { refuseUnderWay, deployPersistent, persistentMaster } from '../../loadtest/persistent-platform.ts';
import { newRunId } from '../../run/run-id.ts';
import { formatDuration } from '../../time/duration.ts';
import type { ContextOptions } from '../command-line/given.ts';
import { formatWorkers } from './format-workers.ts';
import type { LoadOptions, PlatformOptions } from './options.ts';
import { planLoad } from './plan.ts';
import { inSession, type Session } from './session.ts';

type Options = ContextOptions & PlatformOptions & LoadOptions & { loadBalancer?: boolean };

const CLEAN_UP_MS = 90_000;

/** `shakedown loadtest setup`. */
export async function setUp(options: Options, settings: readonly Setting[]): Promise<void> {
  await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    const plan = await planLoad(session, options);
    const { workers } = plan.profile;
    const start = cluster.clock.now();
    progress.now(`setting up ${formatWorkers(workers)} in ${ref.namespace}`);
    const runId = newRunId(cluster.clock.date());
    const loadBalancer = options.loadBalancer ?? false;
    const request = { ...ref, ...plan, load: plan.profile, runId, loadBalancer };
    // Of somebody's load nothing is undone.
    await refuseUnderWay(session, ref, signal);
    const existed = (await persistentMaster(cluster, ref, signal)) !== undefined;
    try {
      const platform = await deployPersistent(session, request, signal);
      await platform.connected(workers, signal);
    } catch (error) {
      await undo(session, runId, { existed, flags: flagsFor(options) });
      throw error;
    }
    progress.done(`${formatWorkers(workers)} connected after ${formatDuration((cluster.clock.now() - start) / 1_000)}`);
    progress.end();
    process.stdout.write(
      [
        `start the load:   shakedown loadtest start${flagsFor(options)}`,
        `see the dashboard: ${portForward(ref)}`,
        `                   then http://localhost:${ports.web}`,
        ...(loadBalancer
          ? [`                   or port ${ports.web} of the address that this shows: ${addressOf(ref)}`]
          : []),
        '',
      ].join('\n'),
    );
  });
}

/** After a setup that failed. Where a platform existed before, this one is in its place, and whoever owns it decides. */
async function undo(
  { cluster, ref, progress }: Session,
  runId: string,
  { existed, flags }: { existed: boolean; flags: string },
): Promise<void> {
  const left = (why: string) =>
    progress.done(`left ${ref.namespace}/${ref.name} as it is${why}; remove it: shakedown loadtest cleanup${flags}`);
  if (existed) return left('');
  progress.now('removing what was made');
  const signal = AbortSignal.timeout(CLEAN_UP_MS);
  try {
    const other = await removePlatformOf(cluster, runId, ref, signal);
    if (other !== undefined) return left(`, for run ${other} has made something of it`);
    // Its pods and its namespace.
    await removePlatform(cluster, ref, signal);
  } catch (error) {
    left(`, for it cannot be removed: ${whatIsWrong(error)}`);
  }
}

/** `shakedown loadtest cleanup`. */
export async function cleanUp(options: ContextOptions & PlatformOptions, settings: readonly Setting[]): Promise<void> {
  await inSession(options, settings, async ({ cluster, ref, progress, signal }) => {
    progress.now(`removing ${ref.namespace}/${ref.name}`);
    const start = cluster.clock.now();
    const objects = await removePlatform(cluster, ref, signal);
    progress.end();
    const seconds = formatDuration((cluster.clock.now() - start) / 1_000);
    process.stdout.write(
      objects === 0 ? 'nothing to remove\n' : `removed ${objects} objects and their pods in ${seconds}\n`,
    );
  });
}

/** The line that leads to the dashboard of a platform. */
export function portForward({ namespace, name }: PlatformRef): string {
  return `kubectl -n ${namespace} port-forward service/${name}-master ${ports.web}:${ports.web}`;
}

/** The line that shows the address of a platform's Service, once the cluster has given it one. */
function addressOf({ namespace, name }: PlatformRef): string {
  return `kubectl -n ${namespace} get service ${name}-master`;
}

function flagsFor({ namespace, name }: PlatformOptions): string {
  return `${namespace === undefined ? '' : ` --namespace ${namespace}`}${name === 'locust' ? '' : ` --name ${name}`}`;
}
