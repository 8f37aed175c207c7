import type { Setting } from '../../config/setting.ts';
import type { LoadStatus } from '../../load/account.ts';
import { isAway } from '../../load/master.ts';
import type { PlatformRef } from '../../load/platform.ts';
import { standingPlatform } from '../../load/standing.ts';
import { statusLines } from '../../load/status-view.ts';
import type { GivenOptions } from '../given.ts';
import type { PlatformOptions } from './options.ts';
import { inSession } from './session.ts';

const EVERY_MS = 1_000;

/** `shakedown loadtest status`: live on a terminal, until it is interrupted or the load has ended; else one look. */
export async function showStatus(
  options: GivenOptions & PlatformOptions & { json?: boolean },
  settings: readonly Setting[],
): Promise<void> {
  await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    const { platform } = await standingPlatform(session, ref, signal);
    const first = await platform.master.status(signal);
    progress.end();
    if (options.json) return void process.stdout.write(`${JSON.stringify(first, undefined, 2)}\n`);
    const show = liveStatus(ref);
    show(first);
    let on = first.run !== null && first.run.stoppedAt === undefined;
    while (on && process.stdout.isTTY && !signal.aborted) {
      await cluster.clock.sleep(EVERY_MS, signal).catch(() => {});
      if (signal.aborted) return;
      try {
        const status = await platform.master.status(signal);
        show(status);
        on = status.run !== null && status.run.stoppedAt === undefined;
      } catch (error) {
        if (!isAway(error)) throw error;
      }
    }
  });
}

/** A status on standard output: on a terminal each one takes the place of the one before, elsewhere a line is written when it says something new. */
export function liveStatus(
  ref: PlatformRef,
  output: NodeJS.WriteStream = process.stdout,
): (status: LoadStatus) => void {
  let height = 0;
  let last = '';
  return (status) => {
    const lines = statusLines(ref, status, new Date());
    if (output.isTTY) {
      const width = output.columns;
      output.write(
        `${height > 0 ? `\u001B[${height}A\u001B[0J` : ''}${lines.map((line) => line.slice(0, width)).join('\n')}\n`,
      );
      height = lines.length;
      return;
    }
    const [head = '', figures = '', connected = '', ...workers] = lines;
    const text = [`${head}: ${figures}, ${connected}`, ...workers].join('\n');
    if (text !== last) output.write(`${text}\n`);
    last = text;
  };
}
