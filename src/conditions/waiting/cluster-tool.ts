import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterTool } from '../../authoring/toolbox.ts';
import { milliseconds, type Duration } from '../../time/duration.ts';
import { during } from './during.ts';
import { now } from './now.ts';
import { until } from './until.ts';

/**
 * The cluster as the body of a check sees it.
 * @param signal ends every wait with its reason.
 * @param settle how long `until` waits when it is not told.
 */
export function clusterTool({
  cluster,
  signal,
  settle,
}: {
  cluster: Cluster;
  signal: AbortSignal;
  settle: Duration;
}): ClusterTool {
  return {
    door: cluster,
    until: (condition, { within = settle } = {}) =>
      until(cluster, condition, { withinMs: milliseconds(within), signal }),
    now: (condition) => now(cluster, condition, { signal }),
    during: (condition, action) => during(cluster, condition, action, { signal }),
  };
}
