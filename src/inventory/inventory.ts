import type { DaemonSet, Deployment, Hpa, Job, Namespace, Node, Service, StatefulSet } from '../cluster/kinds.ts';
import type { Config } from '../config/schema.ts';

/** One kind as discovery found it: the objects in scope, or why they could not be listed. */
export type Discovered<T> = { readonly items: readonly T[] } | { readonly trouble: Error };

/** What is in the cluster at the start of the run: read once, frozen, in scope of the configuration. */
export interface Inventory {
  readonly config: Config;
  /** All nodes; which of them are simulated is told by `src/cluster/real-node.ts`. */
  readonly nodes: Discovered<Node>;
  readonly namespaces: Discovered<Namespace>;
  readonly deployments: Discovered<Deployment>;
  readonly statefulSets: Discovered<StatefulSet>;
  readonly daemonSets: Discovered<DaemonSet>;
  readonly jobs: Discovered<Job>;
  readonly services: Discovered<Service>;
  readonly horizontalPodAutoscalers: Discovered<Hpa>;
}
