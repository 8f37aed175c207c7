import { z } from 'zod';
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
      .describe('What the store of the logs is. Empty: recognized by its Service'),
    service: z
      .string()
      .regex(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?:[a-z0-9-]{1,15})?$/, {
        error: "written as 'namespace/name:port'",
      })
      .default('')
      .describe(
        'Service of the store, as `namespace/name:port`, reached through the API server. Empty: found by the usual names and labels',
      ),
    url: z
      .string()
      .regex(/^(https?:\/\/[^\s?#]+)?$/, { error: "an address, as 'https://logs.example.com'" })
      .default('')
      .describe('Address of the store, reached directly, instead of a Service'),
    tenant: z
      .string()
      .regex(/^[!-~]*$/, { error: 'only printable characters, without spaces' })
      .default('')
      .describe('Tenant of the entries: `X-Scope-OrgID` of Loki, `AccountID:ProjectID` of VictoriaLogs'),
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
    lines: lines.min(1).max(100_000).default(1_000).describe('Lines that are written on each node one after the other'),
    rate: z.number().int().min(1).max(10_000).default(50).describe('Such lines per second'),
    burst: lines.max(100_000).default(2_000).describe('Lines that are written on each node at once'),
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
