import type { Cluster } from '../../../cluster/cluster.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { WRITER_CONTAINER } from './writer-job.ts';

/** More lines than any writer writes. */
const ALL_LINES = 10_000_000;

/** The log of a writer, as far as its kubelet has it: only the file that it writes to, and only of a container that was not restarted since. @throws ClusterError */
export function logOf(cluster: Pick<Cluster, 'logs'>, pod: Ref, signal: AbortSignal): Promise<string> {
  return cluster.logs(pod, { container: WRITER_CONTAINER, tailLines: ALL_LINES, signal });
}
