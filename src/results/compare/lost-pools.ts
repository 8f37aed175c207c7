import type { Results } from '../model.ts';
import { isSameCluster } from '../same-cluster.ts';

/**
 * The pools of nodes that vanished: each run before had nodes of it, and no run after has. Not one in whose place another came, as when a pool is replaced by one with the new version, and
 * not one that an earlier run of the cluster did without, as when an autoscaler removes its last node at times. Pure.
 * @param earlier runs of the cluster before both sides.
 */
export function lostPools(
  before: readonly Results[],
  after: readonly Results[],
  earlier: readonly Results[],
): string[] {
  const known = [...before, ...after].every(({ run }) => run.cluster.nodes.length > 0);
  const [last] = before;
  if (!known || !last) return [];
  const rest = earlier.filter(({ run }) => isSameCluster(run.cluster, last.run.cluster)).map(poolsOf);
  // Results of older versions do not have pools.
  const always = [...before.map(poolsOf), ...rest.filter((pools) => pools.size > 0)];
  const [were, are] = [before, after].map((side) => new Set(side.flatMap((run) => [...poolsOf(run)])));
  if (!were || !are) return [];
  const gone = [...were].filter((pool) => !are.has(pool) && always.every((pools) => pools.has(pool)));
  const come = [...are].filter((pool) => !were.has(pool));
  return gone.length > come.length ? gone.toSorted() : [];
}

function poolsOf({ run }: Results): Set<string> {
  return new Set(run.cluster.nodes.flatMap(({ pool }) => pool ?? []));
}
