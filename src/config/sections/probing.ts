import { z } from 'zod';
import { isSubdomain } from '../grammar/kubernetes-grammar.ts';

/** How probe agents test Services: thoroughly enough to see a loss, and without harm to the cluster. */
export const probing = z
  .strictObject({
    connections: z
      .number()
      .int()
      .min(3)
      .max(500)
      .default(30)
      .describe(
        'Connections from one node to one address of a Service, in one round. A cluster IP gets as many as find one bad endpoint of all with 99.9 %, an endpoint three; after a loss both get this number. At most this number, or for a cluster IP 100 times this from all nodes together if that is more',
      ),
    nodesPerEndpoint: z.number().int().min(1).default(10).describe('Maximum nodes that test one endpoint'),
    nodesPerService: z
      .number()
      .int()
      .min(1)
      .default(500)
      .describe('Maximum nodes that test the cluster IPs of one Service'),
    endpointsPerNode: z
      .number()
      .int()
      .min(1)
      .default(100)
      .describe('Maximum endpoints of one Service that one node tests'),
    connectionsPerSecond: z
      .number()
      .min(1)
      .max(10_000)
      .default(100)
      .describe('Maximum connections that one node opens per second, of all checks; the agent enforces it'),
    connectionsPerSecondToEndpoint: z
      .number()
      .min(1)
      .max(10_000)
      .default(100)
      .describe(
        'Maximum connections to one endpoint that all nodes together are asked for per second; up to four times as many may be opened in one second when agents are late; a cluster IP gets as many for each endpoint behind it',
      ),
    connectionsInAll: z
      .number()
      .int()
      .min(1)
      .default(50_000)
      .describe('Maximum connections that one node opens in a run; what is not tested then is inconclusive'),
    payload: z
      .number()
      .int()
      .min(1)
      .max(1_048_576)
      .default(65_536)
      .describe('Bytes that each node sends to the target app, and receives from it; more than fit into one packet'),
    payloadNodes: z
      .number()
      .int()
      .min(2)
      .max(20)
      .default(6)
      .describe(
        'Nodes of the sample in which every two exchange payloads of 64 KiB and 1 MiB, another sample in each run; fewer where the cluster has fewer',
      ),
    priorityClassName: z
      .string()
      .refine((name) => name === '' || isSubdomain(name), 'no name of a PriorityClass')
      .default('')
      .describe(
        'PriorityClass of the probe agents, so that they start on full nodes. They may preempt other pods, unless its `preemptionPolicy` is `Never`. Empty: none',
      ),
  })
  .prefault({})
  .describe('How probe agents test Services');
