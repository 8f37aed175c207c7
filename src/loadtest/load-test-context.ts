import type { Cluster } from '../cluster/cluster.ts';
import type { LoadStatus } from '../instruments/load/figures/account.ts';
import type { Progress } from '../terminal/progress.ts';
import type { JudgeContext } from './judge/judge-account.ts';

/** What load tests need. */
export interface LoadTestContext extends JudgeContext {
  cluster: Cluster;
  /** Ends the test early; what it has created is still removed. */
  signal: AbortSignal;
  progress: Progress;
  /** Called about once a second while the load runs. */
  onStatus?: (status: LoadStatus) => void;
}
