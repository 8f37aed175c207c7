import { z } from 'zod';
import { isSubdomain } from '../grammar/kubernetes-grammar.ts';

const SERVICE = /^(?<tls>https:)?(?<namespace>[^/:]+)\/(?<name>[^/:]+)(?::(?<port>\d+))?$/;
const CREDENTIAL = /^(?:file:(?<file>.+)|secret:(?<namespace>[^/]+)\/(?<name>[^/]+)\/(?<key>[-\w.]+))$/;

/** A Service as the configuration names it. */
export interface NamedService {
  namespace: string;
  name: string;
  /** @default the first port of the Service that is well known */
  port?: number;
  isTls: boolean;
}

/** Where a credential is: in a file of the machine that runs the suite, or in a Secret of the cluster. */
export type CredentialPlace = { file: string } | { namespace: string; name: string; key: string };

/** The Service that a text names, as in `monitoring/prometheus:9090`; undefined when it names none. */
export function namedService(text: string): NamedService | undefined {
  const { tls, namespace = '', name = '', port } = SERVICE.exec(text)?.groups ?? {};
  if (!isSubdomain(namespace) || !isSubdomain(name)) return undefined;
  return { namespace, name, isTls: tls !== undefined, ...(port !== undefined && { port: Number(port) }) };
}

/** Where a text says that a credential is: `file:/path` or `secret:namespace/name/key`; undefined when it says neither. */
export function credentialPlace(text: string): CredentialPlace | undefined {
  const { file, namespace = '', name = '', key = '' } = CREDENTIAL.exec(text)?.groups ?? {};
  if (file !== undefined) return { file };
  return isSubdomain(namespace) && isSubdomain(name) ? { namespace, name, key } : undefined;
}

const credential = z
  .string()
  .refine(
    (text) => text === '' || credentialPlace(text) !== undefined,
    "not the place of a credential; write 'file:/path' or 'secret:namespace/name/key'",
  )
  .default('');
const HOW = '`file:/path`, or `secret:namespace/name/key`';

/** The keys of `auth` that name the place of a credential. */
export const credentialKeys = ['bearerToken', 'password', 'clientCertificate', 'clientKey', 'ca'] as const;

/** The settings of a server that is found in the cluster, or is named. */
export type EndpointSettings = z.infer<z.ZodObject<ReturnType<typeof endpointKeys>>>;

/** The keys for a server that is found in the cluster, or is named. @param what it is, for the descriptions: `Prometheus`. */
export const endpointKeys = (what: string) => ({
  service: z
    .string()
    .refine(
      (text) => text === '' || namedService(text) !== undefined,
      "no name of a Service; write it as 'namespace/name' or 'namespace/name:port', with 'https:' before it if it speaks TLS",
    )
    .default('')
    .describe(
      `Service of ${what}, \`namespace/name:port\`, with \`https:\` before it if it speaks TLS; it is asked through the API server. Empty: found by its labels`,
    ),
  url: z
    .string()
    .refine(
      (text) => text === '' || /^https?:$/.test(URL.parse(text)?.protocol ?? ''),
      'no address; begin it with https:// or http://',
    )
    .default('')
    .describe(`Address of ${what} that is asked directly, instead of a Service: \`https://host/path\``),
  path: z
    .string()
    .regex(/^(\/[-\w./~%]+)?$/, "no path; begin it with '/', and do not end it with one")
    .default('')
    .describe(`Path under which the Service has the API of ${what}: \`/prometheus\``),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      `Headers of each request, such as \`X-Scope-OrgID\` with the name of a tenant; the value, or where it is: ${HOW}`,
    ),
  auth: z
    .strictObject({
      bearerToken: credential.describe(`Where the bearer token is: ${HOW}. Only with \`url\``),
      username: z.string().default('').describe('User name for basic authentication. Only with `url`'),
      password: credential.describe(`Where the password is: ${HOW}`),
      clientCertificate: credential.describe(`Where the client certificate is, in PEM: ${HOW}. Only with \`url\``),
      clientKey: credential.describe(`Where the key of the client certificate is: ${HOW}`),
      ca: credential.describe(
        `Where the certificate authorities of the server are, in PEM: ${HOW}. Empty: those of the machine`,
      ),
    })
    .prefault({})
    .describe('Credentials; a path in a plugin is that of a file in its container'),
});
