import { z } from 'zod';
import { timeout } from './values.ts';

/** Whether and how the enforcement of NetworkPolicies is tested. */
export const networkPolicy = z
  .strictObject({
    enforced: z
      .enum(['auto', 'yes', 'no'])
      .default('auto')
      .describe(
        'Whether the cluster is to enforce NetworkPolicies. `auto`: if a DaemonSet of a known engine runs, such as Calico, Cilium, Antrea or kube-router. `yes` for one that is not seen so, as in k3s; `no` tests nothing',
      ),
    within: timeout
      .default('20s')
      .describe('How long a policy may take until it is in force on all nodes, or is no more'),
  })
  .prefault({})
  .describe('How the enforcement of NetworkPolicies is tested');
