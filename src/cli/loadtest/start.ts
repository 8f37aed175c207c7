import type { Setting } from '../../config/setting.ts';
import { boundsOf, refuseOutOfBounds } from '../../instruments/load/bounds.ts';
import { runLoad, untilFiguresAreIn } from '../../instruments/load/run-load.ts';
import { persistentPlatform } from '../../loadtest/persistent-platform.ts';
import { plannedLoad } from '../../loadtest/planned-load.ts';
import { loadOrder } from '../../loadtest/spec/load-order.ts';
import { refuseWrongProperties } from '../../loadtest/spec/properties.ts';
import { formatDuration } from '../../time/duration.ts';
import type { ContextOptions } from '../command-line/command-context.ts';
import { formatWorkers } from '../../loadtest/format-workers.ts';
import { flagOf, propertiesOf, type LoadOptions, type PlatformOptions } from './options.ts';
import { inSession, type Session } from './session.ts';
import { liveStatus } from './status.ts';
import { warnOfRun } from '../../loadtest/warn-of-run.ts';

type Options = ContextOptions & PlatformOptions & LoadOptions;

/** `shakedown loadtest start`: starts the planned load, or the one of the flags. */
export async function startLoad(options: Options & { wait?: boolean }, settings: readonly Setting[]): Promise<void> {
  const properties = await propertiesOf(options);
  const work = async (session: Session) => {
    const { cluster, config, ref, progress, signal } = session;
    const { platform, master } = await persistentPlatform(session, ref, signal);
    const order = loadOrder(plannedLoad(master), properties, boundsOf(config), flagOf);
    await warnOfRun(session);
    if (options.wait) {
      progress.end();
      await runLoad({ master: platform.master, order, clock: cluster.clock, signal, onStatus: liveStatus(session) });
      return;
    }
    await platform.master.start(order, signal);
    progress.end();
    const rate = order.rate === 0 ? '' : ` at ${order.rate} requests/s`;
    process.stdout.write(`load of ${order.users} users${rate} started for ${formatDuration(order.seconds)}\n`);
  };
  await inSession(options, settings, work, (config) => refuseWrongProperties(properties, boundsOf(config), flagOf));
}

/** `shakedown loadtest stop`. */
export async function stopLoad(options: Options, settings: readonly Setting[]): Promise<void> {
  await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    const { platform } = await persistentPlatform(session, ref, signal);
    await platform.master.stop(signal);
    progress.now('waiting for users to finish their requests');
    await untilFiguresAreIn(platform.master, cluster.clock, signal);
    progress.end();
    process.stdout.write('the load has stopped\n');
  });
}

/** `shakedown loadtest scale N`. */
export async function scaleWorkers(options: Options, settings: readonly Setting[], workers: number): Promise<void> {
  const work = async (session: Session) => {
    const { platform } = await persistentPlatform(session, session.ref, session.signal);
    session.progress.now(`scaling to ${formatWorkers(workers)}`);
    await platform.scale(workers, session.signal);
    session.progress.end();
    process.stdout.write(`${formatWorkers(workers)} ${workers === 1 ? 'is' : 'are'} connected\n`);
  };
  const load = { users: 0, rate: 0, seconds: 0, workers };
  await inSession(options, settings, work, (config) => refuseOutOfBounds(load, boundsOf(config)));
}
