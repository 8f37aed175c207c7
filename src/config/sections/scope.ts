import { z } from 'zod';
import { dnsLabelOrEmpty } from './values.ts';

/** Which objects of the cluster are judged. */
export const scope = z
  .strictObject({
    onlyNamespace: dnsLabelOrEmpty
      .default('')
      .describe(
        'Only this namespace, with rights in it alone: what needs more is left out, and reported as not covered. Empty: the cluster',
      ),
    namespaces: z
      .array(z.string())
      .default([])
      .describe('Only these namespaces; each that is named in full must exist. Empty: all. `*` matches any text'),
    excludeNamespaces: z.array(z.string()).default([]).describe('Never these namespaces. `*` matches any text'),
    labelSelector: z.string().default('').describe('Only objects that carry these labels, as kubectl takes it'),
    exclude: z
      .array(z.string())
      .default([])
      .describe(
        'Never these objects, by the id that results show: `workloads/deployment/<namespace>/<name>`, `workloads/node/<name>`, `autoscaling/hpa/<namespace>/<name>`. `*` matches any text; an entry that can match nothing is refused',
      ),
  })
  .prefault({})
  .describe('Which objects of the cluster are judged');
