import type { Cluster } from '../cluster/cluster.ts';
import { kinds } from '../cluster/kinds.ts';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import type { Progress } from '../terminal/progress.ts';
import { spell } from '../time/duration.ts';
import { after, isOverdue, troubleWith, type PodTrouble } from './pods.ts';
import type { SonobuoyProgram } from './program.ts';
import { progressOf, tell, type PluginProgress, type SonobuoyStatus, type TarInfo } from './status.ts';

/** How often to look, in milliseconds. */
const EVERY = 2_000;

/** What is followed, and how long. */
export interface FollowOptions {
  sonobuoy: SonobuoyProgram;
  cluster: Cluster;
  namespace: string;
  plugin: string;
  /** The run is given up then, in milliseconds from now. */
  timeoutMs: number;
  progress: Progress;
  /** Told each time the plugin's progress has changed. */
  onProgress?: (progress: PluginProgress) => void;
  signal: AbortSignal;
}

/**
 * Follows a Sonobuoy run to its end. Errors of the API server are looked past: a cluster that was just upgraded has many, and the
 * run goes on without us. What the aggregator itself does not notice in hours is seen within a minute: a lost, deleted or
 * unpullable pod.
 * @returns the archive to fetch.
 * @throws ShakedownError with a code of {@link PodTrouble}, or SONOBUOY_OVERDUE.
 */
export async function followRun(options: FollowOptions): Promise<TarInfo> {
  const { cluster, progress, signal, timeoutMs } = options;
  const { clock } = cluster;
  const start = clock.now();
  let trouble: { code: string; since: number } | undefined;
  let seenPlugin = false;
  let last = 'Sonobuoy starts';
  for (;;) {
    const [status, pods] = await Promise.all([statusOf(options), podsOf(options)]);
    if (status.value?.status === 'complete') {
      const tar = status.value['tar-info'];
      if (tar) return tar;
    }
    const current = status.value && progressOf(status.value, options.plugin);
    if (current) options.onProgress?.(current);
    last = sentence(status.value, current) ?? last;
    const away = status.trouble ?? pods.trouble;
    progress.now(pods.value && status.value ? last : away === undefined ? last : `${last}; ${away}`);

    if (pods.value) {
      const found = troubleWith(pods.value, options.plugin, seenPlugin);
      seenPlugin ||= pods.value.some(({ metadata }) => metadata?.labels?.['sonobuoy-plugin'] === options.plugin);
      // Once the plugin has handed over, its pod is cleaned up; what is left is the aggregator's work.
      const matters = found && !(pluginIsDone(status.value, options.plugin) && found.code.startsWith('PLUGIN_'));
      if (!matters) trouble = undefined;
      else {
        trouble = trouble?.code === found.code ? trouble : { code: found.code, since: clock.now() };
        const seconds = (clock.now() - trouble.since) / 1_000;
        if (isOverdue(found, seconds)) throw lost(found, seconds);
      }
    }
    if (clock.now() - start > timeoutMs) throw overdue(timeoutMs, last);
    await clock.sleep(EVERY, signal);
  }
}

type Look<T> = { value?: T; trouble?: string };

async function statusOf({ sonobuoy, signal }: FollowOptions): Promise<Look<SonobuoyStatus>> {
  try {
    return { value: await sonobuoy.status(signal) };
  } catch (error) {
    signal.throwIfAborted();
    return {
      trouble:
        messageOf(error)
          .split('\n')[1]
          ?.replace(/^\s*seen\s+/, '') ?? 'no status',
    };
  }
}

async function podsOf({ cluster, namespace, signal }: FollowOptions) {
  try {
    return { value: await cluster.list(kinds.pods, { namespace }, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ShakedownError) return { trouble: error.seen };
    throw error;
  }
}

function sentence(status: SonobuoyStatus | undefined, progress: PluginProgress | undefined): string | undefined {
  if (!status) return undefined;
  if (status.status === 'post-processing') return 'Sonobuoy packs the results';
  return progress ? tell(progress) : 'the plugin starts';
}

function pluginIsDone(status: SonobuoyStatus | undefined, plugin: string): boolean {
  return status?.plugins?.find((one) => one.plugin === plugin)?.status !== 'running' && status !== undefined;
}

function lost(trouble: PodTrouble, seconds: number): ShakedownError {
  const { code, expected, todo } = trouble;
  return new ShakedownError(code, { expected, seen: after(trouble, seconds), todo });
}

function overdue(timeoutMs: number, last: string): ShakedownError {
  return new ShakedownError('SONOBUOY_OVERDUE', {
    expected: `the run to end within ${spell(timeoutMs / 1_000)}`,
    seen: last,
    todo: 'see `sonobuoy logs`; a longer run: --deadline',
  });
}
