import type { Setting } from '../../config/setting.ts';
import { ports } from '../../instruments/load/platform/platform-manifests.ts';
import type { PlatformRef } from '../../instruments/load/platform/platform.ts';
import { refuseUnnamedLogin } from '../../loadtest/access/dashboard-login.ts';
import { refuseInUse } from '../../loadtest/persistent-platform.ts';
import { removePlatform } from '../../loadtest/remove-platform.ts';
import { setUpPlatform } from '../../loadtest/set-up-platform.ts';
import { planLoadTest, refuseWrongSource } from '../../loadtest/spec/plan-load-test.ts';
import { newRunId } from '../../run/run-id.ts';
import { holderOf, whoSetsUp } from '../suite/holder.ts';
import { formatDuration } from '../../time/duration.ts';
import type { ContextOptions } from '../command-line/command-context.ts';
import { formatWorkers } from '../../loadtest/format-workers.ts';
import { sourceOf, type LoadOptions, type PlatformOptions } from './options.ts';
import { inSession, type Session } from './session.ts';

type Options = ContextOptions &
  PlatformOptions &
  LoadOptions & { loadBalancer?: boolean; login?: string; takeOver?: boolean };

/** `shakedown loadtest setup`. */
export async function setUp(options: Options, settings: readonly Setting[]): Promise<void> {
  const source = await sourceOf(options);
  const { loadBalancer = false } = options;
  const work = async (session: Session) => {
    const { cluster, ref, progress } = session;
    progress.now('reading the load test');
    const plan = await planLoadTest(session, ref.namespace, source);
    const { workers } = plan.spec;
    const start = cluster.clock.now();
    const cleanUpCommand = `shakedown loadtest cleanup${flagsFor(options)}`;
    const runId = newRunId(cluster.clock.date());
    const holder = holderOf('loadtest setup');
    const access = { loadBalancer, ...(options.login !== undefined && { login: options.login }) };
    const setUpBy = { who: whoSetsUp(), ...(cluster.context !== undefined && { context: cluster.context }) };
    const { takeOver = false } = options;
    await setUpPlatform(session, { ref, plan, runId, holder, ...access, setUpBy, takeOver, cleanUpCommand });
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
  };
  await inSession(options, settings, work, async (config) => {
    await refuseWrongSource(source, config);
    refuseUnnamedLogin(options.namespace ?? config.load.namespace, { loadBalancer, login: options.login });
  });
}

/** `shakedown loadtest cleanup`. */
export async function cleanUp(
  options: ContextOptions & PlatformOptions & { force?: boolean },
  settings: readonly Setting[],
): Promise<void> {
  await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    if (!options.force) await refuseInUse(session, ref, signal);
    progress.now(`removing ${ref.namespace}/${ref.name}`);
    const start = cluster.clock.now();
    const kept = (what: string) => progress.done(`namespace ${ref.namespace} stays, because of ${what}`);
    const objects = await removePlatform(cluster, ref, signal, kept);
    progress.end();
    const seconds = formatDuration((cluster.clock.now() - start) / 1_000);
    process.stdout.write(
      objects === 0 ? 'nothing to remove\n' : `removed ${objects} objects and their pods in ${seconds}\n`,
    );
  });
}

/** The line with the command that opens the dashboard of a platform. */
export function portForward({ namespace, name }: PlatformRef): string {
  return `kubectl -n ${namespace} port-forward service/${name}-master ${ports.web}:${ports.web}`;
}

/** The line with the command that shows the address of a platform's Service, when the cluster has assigned one. */
function addressOf({ namespace, name }: PlatformRef): string {
  return `kubectl -n ${namespace} get service ${name}-dashboard`;
}

function flagsFor({ namespace, name }: PlatformOptions): string {
  return `${namespace === undefined ? '' : ` --namespace ${namespace}`}${name === 'locust' ? '' : ` --name ${name}`}`;
}
