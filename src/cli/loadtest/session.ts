import type { Cluster } from '../../cluster/cluster.ts';
import { effectiveSettings, type EffectiveSetting } from '../../config/effective-settings.ts';
import type { Config } from '../../config/schema.ts';
import type { Setting } from '../../config/setting.ts';
import type { PlatformRef } from '../../instruments/load/platform/platform.ts';
import { progressOn, type Progress } from '../../terminal/progress.ts';
import { connectTo } from '../suite/connect-to.ts';
import { ownPackage } from '../command-line/package.ts';
import { commandContext, type ContextOptions } from '../command-line/command-context.ts';
import { stopOnSignals } from '../command-line/stopping.ts';
import type { PlatformOptions } from './options.ts';

/** What every command of `shakedown loadtest` needs. */
export interface Session {
  cluster: Cluster;
  config: Config;
  /** Version of the suite, for results. */
  suiteVersion: string;
  /** The settings that differ from their defaults, for results. */
  settings: EffectiveSetting[];
  ref: PlatformRef;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Connects to the cluster for one command, and disconnects when the command has ended or failed.
 * @param judge refuses what is wrong on the command line, before the cluster is asked. @default nothing can be
 */
export async function inSession<T>(
  options: ContextOptions & PlatformOptions,
  settings: readonly Setting[],
  work: (session: Session) => Promise<T>,
  judge: (config: Config) => Promise<void> | void = () => {},
): Promise<T> {
  const all = await commandContext(options, settings);
  await judge(all.config);
  const ref = { namespace: options.namespace ?? all.config.load.namespace, name: options.name };
  const progress = progressOn();
  using stop = stopOnSignals();
  try {
    const { version: suiteVersion } = ownPackage;
    const cluster = await connectTo(all, progress, stop.signal);
    try {
      const { config } = all;
      const { signal } = stop;
      return await work({ cluster, config, suiteVersion, settings: effectiveSettings(all), ref, progress, signal });
    } finally {
      await cluster.close();
    }
  } finally {
    progress.end();
  }
}
