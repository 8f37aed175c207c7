import type { Manifest } from '../../cluster/cluster.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import type { Node } from '../../cluster/kinds/kinds.ts';
import type { Config } from '../../config/schema.ts';

/**
 * An object that a check would create. A dry run shows whether the cluster's admission accepts it, and the pods that its controller would
 * create.
 */
export interface Trial {
  /** The readable name of its owner: `the probe agents`, in `the DaemonSet of the probe agents`. */
  of: string;
  kind: Kind;
  /** With a name that no real object has, in the namespace of the real one. */
  manifest: Manifest;
}

/** What trials depend on. */
export interface TrialContext {
  config: Config;
  /** Simulated nodes, which pods must avoid. */
  simulated: readonly Node[];
}
