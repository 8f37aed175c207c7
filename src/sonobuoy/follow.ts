import type { Cluster } from '../cluster/cluster.ts';
import { kinds, type Pod } from '../cluster/kinds/kinds.ts';
import { formatHolder, nodeWithImage } from '../cluster/nodes-with-image.ts';
import { ShakedownError, whatIsWrong } from '../errors/shakedown-error.ts';
import type { Progress } from '../terminal/progress.ts';
import { formatDuration } from '../time/duration.ts';
import { troubleWith, type PodTrouble } from './pods.ts';
import { silentNodesOf } from './silent-nodes.ts';
import type { SonobuoyProgram } from './program.ts';
import { progressOf, formatProgress, type PluginProgress, type SonobuoyStatus, type TarInfo } from './status.ts';

/** How often to look, in milliseconds. */
const EVERY = 2_000;
/** After this many failed reads the progress text says so. */
const MISSES_REPORTED = 5;

/** The run to follow, and for how long. */
export interface FollowOptions {
  sonobuoy: SonobuoyProgram;
  cluster: Cluster;
  namespace: string;
  plugin: string;
  /** How another image of the plugin is named. @default by flags of `shakedown verify` */
  imageSetting?: string;
  /** After this time the run is ended, in milliseconds from now. */
  timeoutMs: number;
  progress: Progress;
  /** Called with each progress of the plugin that was read. */
  onProgress?: (progress: PluginProgress) => void;
  signal: AbortSignal;
}

/**
 * Follows a Sonobuoy run to its end. Errors of the API server are tolerated: a cluster that was just upgraded has many, and the
 * run continues meanwhile. A lost or deleted pod, or an image that cannot be pulled, is detected within a minute; the aggregator itself
 * does not notice it for hours.
 * @returns the archive to fetch.
 * @throws ShakedownError with a code of {@link PodTrouble}, or SONOBUOY_OVERDUE.
 */
export async function followRun(options: FollowOptions): Promise<TarInfo> {
  const { cluster, plugin, progress, signal, timeoutMs } = options;
  const { clock } = cluster;
  const start = clock.now();
  const lossOf = lossWatch(options);
  let last = 'Sonobuoy starts';
  let misses = 0;
  for (;;) {
    const [status, pods] = await Promise.all([statusOf(options), podsOf(options)]);
    const tar = status.value?.status === 'complete' ? status.value['tar-info'] : undefined;
    if (tar) return tar;
    const current = status.value && progressOf(status.value, plugin);
    if (current) options.onProgress?.(current);
    last = sentence(status.value, current) ?? last;
    misses = status.value && pods.value ? 0 : misses + 1;
    progress.now(misses < MISSES_REPORTED ? last : `${last}; no answer for a while: ${status.trouble ?? pods.trouble}`);
    const loss = pods.value && lossOf(pods.value, await silentNodesOf(cluster, pods.value, signal), status.value);
    if (loss) throw lost(await withHolder(cluster, loss.trouble, signal), loss.seconds);
    if (clock.now() - start > timeoutMs) throw overdue(timeoutMs, last);
    await clock.sleep(EVERY, signal);
  }
}

/** What is wrong, and for how long. */
interface Loss {
  trouble: PodTrouble;
  seconds: number;
}

/** Judges the pods each time they are read. The returned function returns what has been wrong for longer than tolerated. */
function lossWatch({ cluster: { clock }, plugin, imageSetting }: FollowOptions) {
  let trouble: { code: string; report: string | undefined; since: number } | undefined;
  let seenPlugin = false;
  return (
    pods: readonly Pod[],
    silentNodes: ReadonlyMap<string, string>,
    status: SonobuoyStatus | undefined,
  ): Loss | undefined => {
    const found = troubleWith({ pods, plugin, seenPlugin, silentNodes, imageSetting });
    // A plugin that still reports is alive, even if the kubelet of its node is not.
    const report = status ? JSON.stringify(status.plugins) : trouble?.report;
    seenPlugin ||= pods.some(({ metadata }) => metadata?.labels?.['sonobuoy-plugin'] === plugin);
    // After the plugin has handed over its results, its pod is cleaned up; only the aggregator is still needed.
    if (!found || (found.component === 'plugin' && isDone(status, plugin))) {
      trouble = undefined;
      return undefined;
    }
    const { code } = found;
    if (trouble?.code !== code || trouble.report !== report) trouble = { code, report, since: clock.now() };
    const seconds = (clock.now() - trouble.since) / 1_000;
    return seconds >= found.toleratedSeconds ? { trouble: found, seconds } : undefined;
  };
}

type Look<T> = { value?: T; trouble?: string };

async function statusOf({ sonobuoy, signal }: FollowOptions): Promise<Look<SonobuoyStatus>> {
  try {
    return { value: await sonobuoy.status(signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { trouble: error instanceof ShakedownError ? (error.seen.split('\n', 1)[0] ?? '') : whatIsWrong(error) };
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
  return progress ? formatProgress(progress) : 'the plugin starts';
}

function isDone(status: SonobuoyStatus | undefined, plugin: string): boolean {
  const one = status?.plugins?.find(({ plugin: name }) => name === plugin);
  return one !== undefined && one.status !== 'running';
}

/** The trouble with an image that another node has, or may have, which is no wrong name of the user: a fault of the node, or of the registry since. */
async function withHolder(cluster: Cluster, trouble: PodTrouble, signal: AbortSignal): Promise<PodTrouble> {
  if (!trouble.refused) return trouble;
  const { image, node } = trouble.refused;
  const holder = await nodeWithImage(cluster, image, signal);
  if (holder === 'none') return trouble;
  const { meaning: _, ...others } = trouble;
  if ('unknown' in holder) return { ...others, seen: `${trouble.seen}${formatHolder(holder)}` };
  return {
    ...others,
    seen: `${trouble.seen}; node ${node} cannot have it, and node ${holder.node} has it`,
    todo: `see what keeps node ${node} from it: kubectl describe node ${node}; ${trouble.todo}`,
  };
}

function lost({ code, meaning = 'infrastructure', expected, seen, todo }: PodTrouble, seconds: number): ShakedownError {
  const lasting = seconds < 1 ? '' : `, for ${formatDuration(seconds)}`;
  return new ShakedownError(code, { meaning, expected, seen: `${seen}${lasting}`, todo });
}

function overdue(timeoutMs: number, last: string): ShakedownError {
  return new ShakedownError('SONOBUOY_OVERDUE', {
    meaning: 'infrastructure',
    expected: `the run to end within ${formatDuration(timeoutMs / 1_000)}`,
    seen: last,
    todo: 'see `sonobuoy logs`; a longer run: --deadline',
  });
}
