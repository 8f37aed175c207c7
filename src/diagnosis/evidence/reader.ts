import { getIfThere } from '../../cluster/get-if-there.ts';
import type { Cluster, Selection } from '../../cluster/cluster.ts';
import type { Kind, Ref } from '../../cluster/kinds/kind.ts';
import { recentList } from '../../cluster/lists/recent-list.ts';
import { unlessAborted } from '../../time/unless-aborted.ts';

/** How evidence reads the cluster. LISTs are shared by all tests that fail at about the same time. */
export interface EvidenceReader {
  /** The API server's time. */
  readonly now: Date;
  /** An object; `undefined` when there is none. @throws ClusterError; the reason of the signal */
  get<T>(kind: Kind<T>, ref: Ref): Promise<T | undefined>;
  list<T>(kind: Kind<T>, selection?: Selection): Promise<readonly T[]>;
  logs(pod: Required<Ref>, options: { container: string; tailLines: number; previous: boolean }): Promise<string>;
}

/** @param signal fires when the time for evidence is over. */
export function evidenceReader(cluster: Cluster, signal: AbortSignal): EvidenceReader {
  return {
    get now() {
      return cluster.serverDate();
    },
    get: (kind, ref) => getIfThere(cluster, kind, ref, signal),
    list: (kind, selection = {}) => unlessAborted(recentList(cluster, kind, selection), signal),
    logs: (pod, options) => cluster.logs(pod, { ...options, signal }),
  };
}
