import { readyEndpoints } from '../../../cluster/endpoints/endpoints.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';
import type { Kind } from '../../../cluster/kinds/kind.ts';
import { kinds, type EndpointSlice } from '../../../cluster/kinds/kinds.ts';
import { authorities } from '../../../cluster/kubeconfig/tls/pem.ts';
import { looksAt, type Right } from '../../../cluster/rights/rights.ts';
import { apiServices, type ApiService } from '../../../conditions/platform/api-service.ts';
import { serviceOf, type WebhookConfiguration } from '../../../conditions/platform/webhook-configuration.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { agentLimits, type CertificateTarget } from '../agent-protocol.ts';

/** A server that presents a certificate. */
export interface CertificateServer {
  /** What it is, for people: `the kubelet of node-1`. */
  what: string;
  target: CertificateTarget;
  /** Its certificate must be for the name that is asked for, though it is not verified. @default false */
  mustHaveName?: boolean;
}

/** Where the servers of one check are found. */
export interface CertificateSource {
  /** Whose certificates they are, for people. */
  readonly title: string;
  readonly rights: readonly Right[];
  readonly todo: string;
  servers(look: Look): Promise<CertificateServer[]>;
}

/** The most servers of one Service that are asked: its replicas present the same certificate, unless one was not told of a new one. */
const REPLICAS = 3;
/** The most API servers that are asked. */
const API_SERVERS = 10;
/** The port of a kubelet, if its node does not tell. */
const KUBELET = 10_250;

const ofServices = [looksAt(kinds.services), looksAt(kinds.endpointSlices)];

/** Each API server, at the addresses that it publishes. */
export function apiServerCertificates(): CertificateSource {
  const ref = { namespace: 'default', name: 'kubernetes' };
  return {
    title: 'the API server',
    rights: ofServices,
    todo: 'kubectl -n default get endpointslices -l kubernetes.io/service-name=kubernetes',
    servers: async (look) => {
      const all = await endpointsOf(look, ref, 443);
      return all.slice(0, API_SERVERS).map((at) => ({
        what: `the API server ${at.host}:${at.port}`,
        target: { ...at, serverName: 'kubernetes.default.svc' },
      }));
    },
  };
}

/** The kubelet of a node, at which the API server reads logs. */
export function kubeletCertificate(name: string): CertificateSource {
  return {
    title: `the kubelet of ${name}`,
    rights: [looksAt(kinds.nodes)],
    todo: 'kubectl get certificatesigningrequests',
    servers: async (look) => {
      const { status } = (await look.get(kinds.nodes, { name })) ?? {};
      const host = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
      const port = status?.daemonEndpoints?.kubeletEndpoint?.Port ?? KUBELET;
      return host === undefined ? [] : [{ what: `the kubelet of ${name}`, target: { host, port } }];
    },
  };
}

/** The Services of the webhooks of a configuration; each is verified with its `caBundle`, as the API server does it. */
export function webhookCertificates(kind: Kind<WebhookConfiguration>, name: string): CertificateSource {
  return {
    title: `the webhooks of ${name}`,
    rights: [looksAt(kind), ...ofServices],
    todo: `kubectl describe ${kind.resource} ${name}`,
    servers: async (look) => {
      const { webhooks = [] } = (await look.get(kind, { name })) ?? {};
      const called = new Map<string, Calls>();
      for (const one of webhooks) {
        const service = serviceOf(one);
        const { caBundle = '' } = one.clientConfig;
        if (service)
          called.set(`${service.ref.namespace}/${service.ref.name}:${service.port} ${caBundle}`, {
            ...service,
            caBundle,
          });
      }
      return (await Promise.all([...called.values()].map((one) => serversOf(look, one)))).flat();
    },
  };
}

/** The Service of an aggregated API; it is verified with its `caBundle`, unless its certificate is not to be verified. */
export function apiServiceCertificates(name: string): CertificateSource {
  return {
    title: `the Service of apiservice ${name}`,
    rights: [looksAt(apiServices), ...ofServices],
    todo: `kubectl describe apiservice ${name}`,
    servers: async (look) => {
      const { spec } = (await look.get<ApiService>(apiServices, { name })) ?? {};
      const { namespace, name: service, port = 443 } = spec?.service ?? {};
      if (!namespace || !service) return [];
      const caBundle = spec?.insecureSkipTLSVerify ? '' : (spec?.caBundle ?? '');
      return serversOf(look, { ref: { namespace, name: service }, port, caBundle });
    },
  };
}

interface Calls {
  ref: { namespace: string; name: string };
  port: number;
  /** Base64 of PEM, or empty. */
  caBundle: string;
}

/** The ready endpoints of a Service that the API server calls, some of many. */
async function serversOf(look: Look, { ref, port, caBundle }: Calls): Promise<CertificateServer[]> {
  const read = caBundle === '' ? undefined : authorities(Buffer.from(caBundle, 'base64'));
  const pem = read && 'certificates' in read ? read.certificates.join('') : undefined;
  const all = await endpointsOf(look, ref, port);
  return all.slice(0, REPLICAS).map((at) => ({
    what: `Service ${ref.namespace}/${ref.name}`,
    target: {
      ...at,
      serverName: `${ref.name}.${ref.namespace}.svc`,
      // A bundle that is longer than an agent takes is not verified with.
      ...(pem !== undefined && pem.length <= agentLimits.authorityBytes && { authorities: pem }),
    },
  }));
}

/** The addresses of the ready endpoints of a Service, for one of its ports. */
async function endpointsOf(look: Look, ref: Calls['ref'], port: number): Promise<{ host: string; port: number }[]> {
  const service = await look.get(kinds.services, ref, { wholeCluster: true });
  const own = service?.spec?.ports?.find((one) => one.port === port);
  if (!own) return [];
  const slices = await look.list(kinds.endpointSlices, { around: [ref.namespace] });
  return slicesOf(ref, slices).flatMap((slice) => addressesOf(slice, own.name ?? ''));
}

function addressesOf(slice: EndpointSlice, name: string): { host: string; port: number }[] {
  const port = (slice.ports ?? []).find((one) => (one.name ?? '') === name)?.port;
  if (port === undefined || slice.addressType === 'FQDN') return [];
  return readyEndpoints([slice]).flatMap(({ addresses }) => addresses.slice(0, 1).map((host) => ({ host, port })));
}
