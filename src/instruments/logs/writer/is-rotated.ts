import type { Cluster } from '../../../cluster/cluster.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { readLine } from '../lines/log-line.ts';
import { logOf } from './log-of.ts';

/** Whether the log of a writer begins with another line than its first one: a kubelet returns only the file that it writes to. */
export async function isRotated(cluster: Cluster, pod: Ref, signal: AbortSignal): Promise<boolean> {
  return beginsLater(await logOf(cluster, pod, signal));
}

/** Whether the beginning of a log is cut off; pure. */
export function beginsLater(log: string): boolean {
  const [first = ''] = log.split('\n', 1);
  return readLine(first)?.seq !== 1;
}
