import type { Setting } from '../../config/setting.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { LoadStatus } from '../../instruments/load/figures/account.ts';
import { isUnreachable } from '../../instruments/load/master.ts';
import { masterEnded } from '../../instruments/load/run-load.ts';
import type { PlatformRef } from '../../instruments/load/platform/platform.ts';
import { persistentPlatform } from '../../loadtest/persistent-platform.ts';
import { statusLines } from '../../loadtest/status-view.ts';
import type { Output } from '../../terminal/progress.ts';
import type { ContextOptions } from '../command-line/command-context.ts';
import type { PlatformOptions } from './options.ts';
import { inSession } from './session.ts';

const EVERY_MS = 1_000;

/** `shakedown loadtest status`: live on a terminal, until it is interrupted or the load has ended; otherwise one look. */
export async function showStatus(
  options: ContextOptions & PlatformOptions & { json?: boolean },
  settings: readonly Setting[],
): Promise<void> {
  await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    const { platform } = await persistentPlatform(session, ref, signal);
    const first = await platform.master.status(signal);
    progress.end();
    if (options.json) return void process.stdout.write(`${JSON.stringify(first, undefined, 2)}\n`);
    if (!process.stdout.isTTY)
      return void process.stdout.write(`${statusLines(ref, first, cluster.serverDate()).join('\n')}\n`);
    const show = liveStatus(session);
    show(first);
    let since = first.run?.startedAt ?? 0;
    let on = first.run !== null && first.run.stoppedAt === undefined;
    while (on && !signal.aborted) {
      await cluster.clock.sleep(EVERY_MS, signal).catch(() => {});
      if (signal.aborted) return;
      try {
        const status = await platform.master.status(signal);
        since = status.run?.startedAt ?? since;
        show(status);
        on = status.run !== null && status.run.stoppedAt === undefined;
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        const how = await platform.master.ended(since, signal);
        if (how !== undefined) throw masterEnded(how, error);
      }
    }
  });
}

/** Time between two reports of a load without a terminal, in milliseconds. */
const LINE_EVERY_MS = 10_000;

/** A status on standard output: on a terminal each one replaces the one before, elsewhere there is a line at intervals. */
export function liveStatus(
  { cluster, ref }: { cluster: Pick<Cluster, 'serverDate'>; ref: PlatformRef },
  output: Output = process.stdout,
): (status: LoadStatus) => void {
  let height = 0;
  let writtenAt = Number.NEGATIVE_INFINITY;
  return (status) => {
    const lines = statusLines(ref, status, cluster.serverDate());
    if (output.isTTY) {
      const cleared = height > 0 ? `\u001B[${height}A\u001B[0J` : '';
      output.write(`${cleared}${lines.map((line) => line.slice(0, output.columns || 120)).join('\n')}\n`);
      height = lines.length;
      return;
    }
    const over = status.run?.settled ?? false;
    if (!over && performance.now() - writtenAt < LINE_EVERY_MS) return;
    writtenAt = performance.now();
    output.write(`${lines.slice(0, 3).join('   ')}\n`);
  };
}
