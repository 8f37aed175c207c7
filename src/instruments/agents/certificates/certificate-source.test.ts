import { expect } from 'chai';
import { authority } from '../../../cluster/kubeconfig/tls/server-certificates.fixture.ts';
import { validatingWebhookConfigurations } from '../../../conditions/platform/webhook-configuration.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { ingressCertificates } from './ingress-certificates.ts';
import {
  apiServerCertificates,
  apiServiceCertificates,
  kubeletCertificate,
  webhookCertificates,
  type CertificateSource,
} from './certificate-source.ts';

const caBundle = Buffer.from(authority).toString('base64');
const slice = (of: string, addresses: readonly string[], more: object = {}) => ({
  metadata: { namespace: of === 'kubernetes' ? 'default' : 'shop', labels: { 'kubernetes.io/service-name': of } },
  addressType: 'IPv4',
  endpoints: addresses.map((one) => ({ addresses: [one], conditions: {} })),
  ports: [{ name: 'https', port: 8443 }],
  ...more,
});
const hook = ['10.1.0.1', '10.1.0.2', '10.1.0.3', '10.1.0.4'];
const slices = [
  slice('hook', hook, { endpoints: [{ addresses: ['10.1.0.9'], conditions: { ready: false } }] }),
  slice('hook', hook),
  slice('hook', hook, { ports: [{ name: 'metrics', port: 9090 }] }),
  slice('hook', ['hook.example.com'], { addressType: 'FQDN' }),
  slice('other', ['10.1.0.8']),
  slice('kubernetes', ['192.0.2.1', '192.0.2.2']),
];
const service = { spec: { ports: [{ name: 'https', port: 443 }] } };

/** The servers of a source in a cluster with these objects, by their resource. */
const serversOf = (source: CertificateSource, objects: Record<string, object> = {}) =>
  source.servers({
    get: ({ resource }: { resource: string }) => Promise.resolve({ services: service, ...objects }[resource]),
    list: () => Promise.resolve(slices),
  } as unknown as Look);
const ofHook = (more: object = {}) =>
  hook.slice(0, 3).map((host) => ({
    what: 'Service shop/hook',
    target: { host, port: 8443, serverName: 'hook.shop.svc', ...more },
  }));

describe('Servers that present certificates', () => {
  it('are the API servers at the addresses that they publish', async () => {
    expect(await serversOf(apiServerCertificates())).to.deep.equal(
      ['192.0.2.1', '192.0.2.2'].map((host) => ({
        what: `the API server ${host}:8443`,
        target: { host, port: 8443, serverName: 'kubernetes.default.svc' },
      })),
    );
  });

  it('are kubelets at the address and port of their nodes', async () => {
    const addresses = [
      { type: 'Hostname', address: 'n1' },
      { type: 'InternalIP', address: '192.0.2.7' },
    ];
    const at = (port: number) => [{ what: 'the kubelet of n1', target: { host: '192.0.2.7', port } }];
    const source = kubeletCertificate('n1');
    expect(await serversOf(source, { nodes: { status: { addresses } } })).to.deep.equal(at(10_250));
    const daemonEndpoints = { kubeletEndpoint: { Port: 10_251 } };
    expect(await serversOf(source, { nodes: { status: { addresses, daemonEndpoints } } })).to.deep.equal(at(10_251));
    expect(await serversOf(source, { nodes: { status: {} } })).to.deep.equal([]);
    expect(await serversOf(source)).to.deep.equal([]);
  });

  it('are some ready endpoints of the Services of webhooks, each Service once, verified with the caBundle', async () => {
    const clientConfig = { service: { namespace: 'shop', name: 'hook' }, caBundle };
    const webhooks = [{ clientConfig }, { clientConfig }, { clientConfig: { url: 'https://hook.example.com' } }];
    const source = webhookCertificates(validatingWebhookConfigurations, 'hooks');
    expect(await serversOf(source, { validatingwebhookconfigurations: { webhooks } })).to.deep.equal(
      ofHook({ authorities: authority }),
    );
    expect(await serversOf(source)).to.deep.equal([]);
  });

  it('are those of aggregated APIs, verified unless they are not to be, or cannot be', async () => {
    const source = apiServiceCertificates('v1.things');
    const read = (more: object) =>
      serversOf(source, { apiservices: { spec: { service: { namespace: 'shop', name: 'hook' }, ...more } } });
    expect(await read({ caBundle })).to.deep.equal(ofHook({ authorities: authority }));
    expect(await read({ caBundle, insecureSkipTLSVerify: true })).to.deep.equal(ofHook());
    expect(await read({ caBundle: 'bm8=' })).to.deep.equal(ofHook());
    expect(await read({ caBundle: Buffer.from(authority.repeat(200)).toString('base64') })).to.deep.equal(ofHook());
    expect(await read({ service: { namespace: 'shop', name: 'hook', port: 8443 } })).to.deep.equal([]);
    expect(await serversOf(source, { apiservices: { spec: {} } })).to.deep.equal([]);
  });

  it('are the address of an Ingress for each name of its TLS', async () => {
    const source = ingressCertificates({ namespace: 'shop', name: 'web' });
    const read = (addresses: object[]) =>
      serversOf(source, {
        ingresses: {
          spec: { tls: [{ hosts: ['shop.example.com', '*.shop.example.com'] }, { hosts: ['shop.example.com'] }, {}] },
          status: { loadBalancer: { ingress: addresses } },
        },
      });
    expect(await read([{ hostname: 'lb.example.com' }, { ip: '192.0.2.1' }])).to.deep.equal(
      [
        ['shop.example.com', 'shop.example.com'],
        ['*.shop.example.com', 'shakedown-probe.shop.example.com'],
      ].map(([name, serverName]) => ({
        what: `ingress shop/web for ${name}`,
        target: { host: '192.0.2.1', port: 443, serverName },
        mustHaveName: true,
      })),
    );
    expect(await read([{ hostname: 'lb.example.com' }])).to.deep.equal([]);
    expect(await serversOf(source)).to.deep.equal([]);
  });
});
