import { z } from 'zod';
import { objectName } from './values.ts';

const status = z.number().int().min(100).max(599);

/** Whether a text is an address that can be asked for as it stands; pure. */
function isAddress(text: string): boolean {
  const url = /^https?:\/\/[\x21-\x7e]+$/.test(text) ? URL.parse(text) : undefined;
  return Boolean(url && url.username === '' && url.password === '' && !text.includes('#'));
}

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
      .array(status)
      .default([502, 503, 504])
      .describe(
        'HTTP statuses that show that nothing is behind an entrance: those of gateways. Any other answer counts, for a page may be missing or want a login',
      ),
    dns: z
      .boolean()
      .default(false)
      .describe(
        'Whether the DNS names of Ingresses, HTTPRoutes, GRPCRoutes and load balancers (annotation `external-dns.alpha.kubernetes.io/hostname`) must resolve from inside of the cluster, as where external-dns makes them',
      ),
    urls: z
      .array(
        z.strictObject({
          url: z
            .string()
            .max(2_000)
            .refine(isAddress, 'no address; write https://host/path or http://host/path, without a user and without #')
            .describe('What is asked for, `https://shop.example.com/healthz`'),
          statuses: z
            .array(status)
            .default([])
            .describe('HTTP statuses that it has to answer with. Empty: any but `entrances.badStatuses`'),
        }),
      )
      .max(100)
      .refine((all) => new Set(all.map(({ url }) => url)).size === all.length, 'an address is named twice')
      .default([])
      .describe(
        'Addresses that users come to. They are asked from the machine that `shakedown run` runs on, with a certificate that it trusts (`SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS` add authorities); redirects are followed on the same host only. Results name an address as it stands, so it must hold no secret. A run in a pod of the cluster skips them',
      ),
  })
  .prefault({})
  .describe('How the entrances to the cluster are judged');
