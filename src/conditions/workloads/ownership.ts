import type { Kind } from '../../cluster/kinds/kind.ts';
import { looksAt, type Right } from '../../cluster/rights/rights.ts';

/** Who created a workload: this run, or somebody else. */
export interface Ownership {
  /**
   * Created by this run. Then a hopeless state ends a wait at once, and lists are those of its namespace, because the suite has no
   * further permissions there. For other workloads the same state is `not yet` until the timeout: right after a cluster was built,
   * such states often end.
   * @default false
   */
  ours?: boolean;
}

/** The permissions to read a workload and its evidence. */
export function rightsFor(ownership: Ownership, ...read: readonly Kind[]): readonly Right[] {
  return read.map((kind) => ({ ...looksAt(kind), scope: ownership.ours ? 'suite' : 'cluster' }));
}

/** The scope of the shared list that a workload is read from. */
export const scopeOf = ({ ours = false }: Ownership) => ({ wholeCluster: !ours });

/** The same for the lists of what belongs to a workload of a namespace. */
export const listOf = (namespace: string, { ours = false }: Ownership) =>
  ours ? { namespace } : { around: [namespace] };
