import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { milliseconds } from '../../src/time/duration.ts';
import { createApp } from './app.ts';
import { readKnobs } from './knobs.ts';
import { requestMetrics } from './request-metrics.ts';
import { terminationMoments } from './termination-moments.ts';

/** The exit code that a shell reports after SIGTERM. As process 1 of a container, SIGTERM does not end this process by default. */
const ENDED_BY_SIGTERM = 143;

/**
 * The subcommand `shakedown target-app`: an HTTP server whose behaviour is set by knobs, for specs to deploy.
 * Returns when it listens; the process then runs until a signal ends it.
 * @param args the arguments of the subcommand.
 * @param env knobs, and in `TARGET_TOKEN_SHA256` the SHA-256 of the token that a change of knobs needs; without it there is no change.
 * @throws ShakedownError KNOB_UNKNOWN, KNOB_INVALID
 */
export async function targetApp(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const knobs = readKnobs(args, env);
  const log = pino({ level: knobs.logLevel, base: { app: 'target-app', version: knobs.version } });
  const metrics = requestMetrics(knobs.version);
  const app = createApp(knobs, metrics, log, env['TARGET_TOKEN_SHA256']);

  const moments = terminationMoments();
  let listening = false;
  let ending = false;
  const end = async (signal: NodeJS.Signals) => {
    const { sigterm } = app.knobs;
    log.info({ signal, sigterm, drain: app.knobs.drain, served: metrics.served }, 'received signal');
    if (ending) return;
    moments.note('sigterm');
    if (sigterm === 'ignore') return;
    if (sigterm === 'exit') {
      moments.note('exit');
      process.exit(ENDED_BY_SIGTERM);
    }
    ending = true;
    if (listening) await (sigterm === 'leave' ? app.leave() : app.drain());
    moments.note('exit');
    log.info({ served: metrics.served }, 'ended');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(signal));

  log.info({ knobs }, 'starting');
  await delay(milliseconds(knobs.startupDelay));
  const port = await app.listen();
  listening = true;
  log.info({ port }, 'listening');
}
