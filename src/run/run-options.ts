import type { Cluster } from '../cluster/cluster.ts';
import type { Config } from '../config/schema.ts';
import type { RunFacts } from '../results/model.ts';
import type { Clock } from '../time/clock.ts';
import type { RunListener } from './record/run-listener.ts';

/** What a run needs. */
export interface RunOptions {
  config: Config;
  /** The cluster under test; the caller closes it. */
  cluster: Cluster;
  /** The directory for the results of this run alone; it is created if it does not exist. */
  resultsDir: string;
  /** Ends the run early, with the results so far; they contain the message of the signal's reason. */
  signal: AbortSignal;
  /** Directories of spec files; the areas are the directories in them. */
  specDirs: readonly string[];
  suiteVersion: string;
  /** Why the run has no Lease of the cluster, if it has none: then it is read-only. */
  unlocked?: string | undefined;
  /** The image of the pod that this runs in: nodes can pull it. @default not in a pod */
  ownImage?: string | undefined;
  /** What the configuration makes different from the defaults; kept with the results. */
  settings?: RunFacts['settings'];
  /** @default a new one */
  runId?: string;
  listener?: RunListener;
  /** @default the machine's own */
  clock?: Clock;
}
