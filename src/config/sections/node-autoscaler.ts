import { z } from 'zod';
import { isSubdomain } from '../grammar/kubernetes-grammar.ts';
import { labels, timeout, toleration } from './values.ts';

const REF = /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$/;

/** The most nodes that the configuration may allow. */
const MOST = 100;

/** How it is tested that nodes come and go with the load. */
export const nodeAutoscaler = z
  .strictObject({
    deployment: z
      .string()
      .regex(REF, "written as in 'kube-system/cluster-autoscaler'")
      .default('')
      .describe(
        'The Deployment of the node autoscaler, as `<namespace>/<name>`. Empty: Karpenter by its NodePools, else cluster-autoscaler by the labels of its Deployment',
      ),
    nodePool: z
      .string()
      .refine(
        (name) => name === '' || isSubdomain(name),
        'no name of an object: lower-case letters, digits, dashes and dots',
      )
      .default('')
      .describe(
        'The NodePool of Karpenter that nodes are asked of. Empty: one whose nodes have no taints, else the one with the highest weight',
      ),
    nodes: z.number().int().min(1).max(MOST).default(1).describe('Nodes that are asked for, one pod on each'),
    atMost: z
      .number()
      .int()
      .min(1)
      .max(MOST)
      .default(3)
      .describe('Nodes cost money: a configuration that asks for more than these is refused'),
    mostCpu: z
      .number()
      .min(0.1)
      .max(1_000)
      .default(16)
      .describe(
        'Cores that one of the pods may request at most. A NodePool of Karpenter is asked for a node with more room than any of its nodes has left, so that an idle large node calls for a larger one: above this the check is inconclusive, and nothing is created',
      ),
    nodeSelector: labels
      .default({})
      .describe('Of the pods that ask for nodes, besides `objects.nodeSelector`: labels that new nodes will have'),
    tolerations: z
      .array(toleration)
      .default([])
      .describe(
        'Of the pods that ask for nodes, besides `objects.tolerations`: taints that new nodes will have. Those of the NodePool are tolerated anyway',
      ),
    asked: timeout.default('1m').describe('How long until the autoscaler asks for a node after a pod fits nowhere'),
    registered: timeout.default('5m').describe('How long until a node that was asked for has joined the cluster'),
    ready: timeout.default('2m').describe('How long until a node that has joined is Ready'),
    running: timeout.default('2m').describe('How long until the pods run on nodes that are Ready'),
    removed: timeout
      .default('20m')
      .describe(
        'How long until the nodes are gone after their pods: cluster-autoscaler waits 10 minutes, and as long after it has added a node',
      ),
  })
  .prefault({})
  .superRefine(({ nodes, atMost }, context) => {
    if (nodes > atMost)
      context.addIssue({
        code: 'custom',
        path: ['nodes'],
        message: `more than nodes.autoscaler.atMost allows, which is ${atMost}`,
      });
  })
  .describe('How it is tested that nodes come and go with the load');
