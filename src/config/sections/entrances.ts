import { z } from 'zod';
import { objectName } from './values.ts';

/** How Ingresses, routes and load balancers are judged. */
export const entrances = z
  .strictObject({
    withoutAddress: z
      .array(objectName)
      .default([])
      .describe(
        'IngressClasses whose controllers tell no address by design, as one behind a NodePort: an Ingress of such a class needs none',
      ),
    badStatuses: z
      .array(z.number().int().min(100).max(599))
      .default([502, 503, 504])
      .describe(
        'HTTP statuses that show that nothing is behind an entrance: those of gateways. Any other answer counts, for a page may be missing or want a login',
      ),
    dns: z
      .boolean()
      .default(false)
      .describe(
        'Whether the DNS names of Ingresses, HTTPRoutes and load balancers (annotation `external-dns.alpha.kubernetes.io/hostname`) must resolve from inside of the cluster, as where external-dns makes them',
      ),
  })
  .prefault({})
  .describe('How the entrances to the cluster are judged');
