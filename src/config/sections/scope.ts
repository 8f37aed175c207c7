import { z } from 'zod';
import { selectorProblem } from '../grammar/kubernetes-grammar.ts';
import { dnsLabelOrEmpty, item, labels, namespacePattern } from './values.ts';

/** Which objects of the cluster are judged. */
export const scope = z
  .strictObject({
    onlyNamespace: dnsLabelOrEmpty
      .default('')
      .describe(
        'Only this namespace, with permissions only in it: checks that need more are skipped, and reported as not covered. Empty: the cluster',
      ),
    namespaces: z
      .array(namespacePattern)
      .default([])
      .describe('Only these namespaces; each one without `*` must exist. Empty: all. `*` matches any text'),
    excludeNamespaces: z.array(namespacePattern).default([]).describe('Never these namespaces. `*` matches any text'),
    labelSelector: z
      .string()
      .superRefine((text, context) => {
        const message = selectorProblem(text);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .default('')
      .describe('Only objects with these labels, in the syntax of kubectl'),
    nodeSelector: labels
      .default({})
      .describe(
        'Only nodes with these labels: others are not judged, and nothing is tested from them. Where the pods of the suite run is `objects.nodeSelector`',
      ),
    exclude: z
      .array(item)
      .default([])
      .describe(
        'Never these objects, by the id that results show: `workloads/deployment/<namespace>/<name>`, `workloads/node/<name>`, `autoscaling/hpa/<namespace>/<name>`. `*` matches any text; an entry that can match nothing is refused',
      ),
  })
  .prefault({})
  .describe('Which objects of the cluster are judged');
