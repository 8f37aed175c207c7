import { isForbidden } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import { isSameKind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { PLATFORM_LABEL, platformNames } from '../../instruments/load/platform/platform-manifests.ts';
import type { Leftover } from '../../objects/clean-up/find-leftovers.ts';
import { liveRun } from '../../objects/lease/lease.ts';
import { runningLoad } from '../persistent-platform.ts';

/**
 * The runs among leftovers that are alive, or whose platform generates load, and why: their objects are in use, however old they are.
 * @returns by run: `run r1 of ann@laptop (shakedown loadtest run), since …, is alive`.
 */
export async function usedRuns(
  { cluster, config }: { cluster: Cluster; config: Config },
  leftovers: readonly Leftover[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const used = new Map<string, string>();
  const places = leftovers.map(({ kind, ref }) => (isSameKind(kind, kinds.namespaces) ? ref.name : ref.namespace));
  for (const namespace of new Set([config.namespaces.suite, ...places])) {
    const live = namespace === undefined ? undefined : await liveRun(cluster, namespace, signal);
    if (live) used.set(live.runId, `${live.text}, is alive`);
  }
  for (const leftover of leftovers) {
    if (used.has(leftover.run) || !isSameKind(leftover.kind, kinds.deployments)) continue;
    const load = await loadOn({ cluster, config }, leftover, signal);
    if (load !== undefined) used.set(leftover.run, load);
  }
  return used;
}

/** The load that runs on a leftover, if that is the master of a platform. */
async function loadOn(
  context: { cluster: Cluster; config: Config },
  { ref: { namespace = '', name } }: Leftover,
  signal: AbortSignal,
): Promise<string | undefined> {
  const there = await getIfThere(context.cluster, kinds.deployments, { namespace, name }, signal);
  const platform = there?.metadata?.labels?.[PLATFORM_LABEL];
  if (platform === undefined || platformNames(platform).master !== name) return undefined;
  try {
    const load = await runningLoad(context, { namespace, name: platform }, signal);
    return load === undefined ? undefined : `${load} runs on ${namespace}/${platform}`;
  } catch (error) {
    if (isForbidden(error)) return `this account may not ask ${namespace}/${platform} whether a load runs on it`;
    // The token of a check's platform was only known to its run, which is over.
    if (error instanceof ShakedownError && error.code === 'LOAD_TOKEN_REFUSED') return undefined;
    throw error;
  }
}
