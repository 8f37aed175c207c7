import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt, owns } from '../../cluster/rights/rights.ts';
import { podDisruptionBudgets } from '../../conditions/kinds/pod-disruption-budget.ts';
import { clearingRights } from '../../objects/rights.ts';
import type { Instrument } from '../contract/instrument.ts';
import { findAutoscaler, statusRight } from './find/find-autoscaler.ts';
import { karpenterKinds } from './find/karpenter.ts';
import { seekingPods } from './pods/seeking-pods.ts';
import { seekNodes, type SoughtNodes } from './sought-nodes.ts';

/** The node autoscaler of the cluster. */
export interface Nodes {
  /**
   * Creates pods for which it has to add nodes, as many as the configuration says. Without a node autoscaler the check ends, as the configuration
   * requires one or not.
   * @throws ShakedownError NODE_AUTOSCALER_UNKNOWN
   */
  seek(): Promise<SoughtNodes>;
}

/** Nodes that come and go with the load, by Karpenter, cluster-autoscaler, or another autoscaler that the configuration names. */
export const nodes: Instrument<Nodes> = {
  title: 'nodes',
  rights: [
    owns(kinds.deployments),
    looksAt(kinds.deployments),
    looksAt(kinds.pods),
    looksAt(kinds.nodes),
    looksAt(kinds.events),
    looksAt(podDisruptionBudgets),
    looksAt(karpenterKinds.nodePools),
    looksAt(karpenterKinds.nodeClaims),
    statusRight,
    ...clearingRights('workloads'),
  ],
  trials: ({ config: { namespaces, image } }) => {
    const place = { namespace: namespaces.workloads, name: 'shakedown-dry-run' };
    const room = { nodeSelector: {}, tolerations: [], except: [], cpu: 100 };
    return [{ of: 'pods that seek a node', kind: kinds.deployments, manifest: seekingPods(place, image, 1, room) }];
  },
  make: (run) => ({
    forCheck: (scope) => ({
      seek: async () => {
        const found = await scope.waiting('the node autoscaler is found', (signal) =>
          findAutoscaler(run.cluster, run.config, signal),
        );
        return 'absent' in found ? scope.absent('node-autoscaler', found.absent) : seekNodes(run, scope, found);
      },
    }),
  }),
};
