import { z } from 'zod';
import { endpointKeys } from './endpoint.ts';
import { timeout } from './values.ts';

const lines = z.number().int().min(0);
const field = (what: string) =>
  z.string().default('').describe(`Field of an entry with ${what}. Empty: found among the usual names`);

/** How log collection is tested. */
export const logs = z
  .strictObject({
    kind: z
      .enum(['', 'victorialogs', 'opensearch', 'elasticsearch', 'loki'])
      .default('')
      .describe('What the log store is. Empty: recognized by its Service'),
    ...endpointKeys('the log store'),
    index: z
      .string()
      .regex(/^[^\s/?#"\\]+$/, { error: 'no pattern of indices' })
      .default('*')
      .describe('Indices of OpenSearch and Elasticsearch to search in, separated by commas'),
    fields: z
      .strictObject({
        message: field('the line'),
        time: field('the time'),
        namespace: field('the namespace of the pod'),
        pod: field('the name of the pod'),
        container: field('the name of the container'),
        node: field('the name of the node'),
      })
      .prefault({})
      .describe('Names of the fields of an entry'),
    nodes: z
      .number()
      .int()
      .min(1)
      .default(100)
      .describe('Maximum nodes on which a pod writes lines; of more, each run tests another sample'),
    lines: lines.min(1).max(100_000).default(1_000).describe('Lines that are written on each node one after the other'),
    rate: z.number().int().min(1).max(10_000).default(50).describe('Such lines per second'),
    burst: lines.max(100_000).default(2_000).describe('Lines that are written on each node at once'),
    fileSize: z
      .number()
      .int()
      .min(0)
      .max(50)
      .default(10)
      .describe(
        'Size of a log file at which kubelets rotate it (`containerLogMaxSize`), in MiB; a little more is written at once. 0: rotation is not tested',
      ),
    collector: z
      .string()
      .regex(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?)?$/, {
        error: "written as 'namespace/name'",
      })
      .default('')
      .describe(
        'DaemonSet of the log collector, as `namespace/name`. One of its pods is deleted while lines are written, by a disruptive check. Empty: that check is skipped',
      ),
    visible: timeout.default('60s').describe('How long the last line may take until it is in the store'),
    budget: z
      .strictObject({
        lost: lines.default(0).describe('Lines of a node that may be lost'),
        changed: lines.default(0).describe('Lines of a node that may be cut or changed'),
        duplicated: lines
          .default(1_000_000)
          .describe('Copies of lines of a node that may arrive. Collectors promise that a line arrives at least once'),
        outOfOrder: lines.default(1_000_000).describe('Lines of a node that may be out of order'),
      })
      .prefault({})
      .describe('What may happen to the lines of one node'),
  })
  .prefault({})
  .describe('How log collection is tested');
