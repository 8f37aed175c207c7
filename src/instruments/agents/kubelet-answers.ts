import { kinds } from '../../cluster/kinds/kinds.ts';
import { uses } from '../../cluster/rights/rights.ts';
import { notYet, ready, type Condition } from '../../conditions/waiting/condition.ts';
import { rightsOf } from '../contract/uses.ts';
import { agents } from './instrument.ts';
import type { KubeletAnswer, ProbeAgent } from './fleet/probe-fleet.ts';

/**
 * The kubelet of an agent's node answers the API server. It is asked for the agent's own log, and not for `/healthz` through `nodes/proxy`:
 * with the permission to GET through that, one can run commands in every pod of the node.
 */
export function kubeletAnswers(agent: ProbeAgent): Condition<KubeletAnswer> {
  return {
    title: `the kubelet of node ${agent.node} answers the API server`,
    rights: rightsOf([kubeletAnswers]),
    todo: `kubectl get --raw /api/v1/nodes/${agent.node}/proxy/healthz`,
    read: ({ signal }) => agent.askKubelet({ signal }),
    judge: (seen) => (seen.answered ? ready() : notYet(`it does not: ${seen.trouble}`)),
  };
}

kubeletAnswers.rights = [uses(kinds.pods, 'log', ['get'], 'home')];
kubeletAnswers.uses = [agents];
