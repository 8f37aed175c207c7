import type { Manifest } from '../../cluster/cluster.ts';
import type { Kind } from '../../cluster/kind.ts';
import type { Node } from '../../cluster/kinds.ts';
import type { Config } from '../../config/schema.ts';

/**
 * An object that a check would create, to ask the cluster's admission about without creating it. The pods that its controller would
 * create are tried too.
 */
export interface Trial {
  /** Whose it is, as a reader calls it: `the probe agents`, in `the DaemonSet of the probe agents`. */
  of: string;
  kind: Kind;
  /** Under a name of its own, in the namespace where it would be. */
  manifest: Manifest;
}

/** What trials are made of. */
export interface TrialContext {
  config: Config;
  /** Nodes that are simulated, which pods keep away from. */
  simulated: readonly Node[];
}
