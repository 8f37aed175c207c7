import { randomUUID } from 'node:crypto';
import type { Setting } from '../../config/setting.ts';
import type { LoadOrder } from '../../instruments/load/master.ts';
import { boundsOf } from '../../instruments/load/bounds.ts';
import { PROPERTY_DEFAULTS, parseProperties } from '../../loadtest/properties.ts';
import { runLoad, untilFiguresAreIn } from '../../instruments/load/run-load.ts';
import { plannedLoad, persistentPlatform } from '../../loadtest/persistent-platform.ts';
import { formatDuration } from '../../time/duration.ts';
import type { ContextOptions } from '../command-line/given.ts';
import { formatWorkers } from './format-workers.ts';
import { propertiesOf, type LoadOptions, type PlatformOptions } from './options.ts';
import { inSession, type Session } from './session.ts';
import { liveStatus } from './status.ts';
import { warnOfRun } from './warn-of-run.ts';

type Options = ContextOptions & PlatformOptions & LoadOptions;

/** `shakedown loadtest start`: as set up, or as the flags say. */
export async function startLoad(options: Options & { wait?: boolean }, settings: readonly Setting[]): Promise<void> {
  await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    const { platform, master } = await persistentPlatform(session, ref, signal);
    const order = await orderFrom(session, options, plannedLoad(master));
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
  });
}

/** `shakedown loadtest stop`. */
export async function stopLoad(options: Options, settings: readonly Setting[]): Promise<void> {
  await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    const { platform } = await persistentPlatform(session, ref, signal);
    await platform.master.stop(signal);
    progress.now('users finish what they are at');
    await untilFiguresAreIn(platform.master, cluster.clock, signal);
    progress.end();
    process.stdout.write('the load has stopped\n');
  });
}

/** `shakedown loadtest scale N`. */
export async function scaleWorkers(options: Options, settings: readonly Setting[], workers: number): Promise<void> {
  await inSession(options, settings, async (session) => {
    const { platform } = await persistentPlatform(session, session.ref, session.signal);
    session.progress.now(`scaling to ${formatWorkers(workers)}`);
    await platform.scale(workers, session.signal);
    session.progress.end();
    process.stdout.write(`${formatWorkers(workers)} ${workers === 1 ? 'is' : 'are'} connected\n`);
  });
}

/** The load that was planned at setup, with what the flags say instead; within the bounds. */
async function orderFrom(
  { config }: Session,
  options: Options,
  planned: ReturnType<typeof plannedLoad>,
): Promise<LoadOrder> {
  const base = planned
    ? {
        USERS: String(planned.users),
        SPAWN_RATE: String(planned.spawnRate),
        RUN_TIME: `${Math.ceil(planned.seconds)}s`,
        RATE: planned.rate === 0 ? '' : String(planned.rate),
      }
    : PROPERTY_DEFAULTS;
  // The target was settled at setup.
  const data = { ...base, ...(await propertiesOf(options)), TARGET_HOST: 'set' };
  const { users, spawnRate, seconds, rate } = parseProperties(data, boundsOf(config));
  return { id: randomUUID(), users, spawnRate, seconds, rate };
}
