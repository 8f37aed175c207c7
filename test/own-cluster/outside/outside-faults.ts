import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { certificateFor, inDays } from '../faults/certificate.ts';
import type { ClusterFault } from '../faults/describe-cluster-faults.ts';
import { deployment, namespace, service, WHILE_SEEDING } from '../faults/fault.ts';
import { closeWay, openWay, PORT } from './way-in.ts';

const PLACE = 'outside';
const SHOP = `https://localhost:${PORT}/`;
const PAGE = `https://localhost:${PORT}/no-such-page`;
const idOf = (url: string) => `platform/entrance/url/${url}`;
const focus = 'platform/entrance/url/';
const config = { entrances: { urls: [{ url: SHOP, statuses: [200] }, { url: PAGE }] } };

/** An app behind Traefik with TLS, and a way to it from this machine. @param to the days from now in which its certificate ends. */
async function openShop(local: LocalCluster, to = 30): Promise<void> {
  const { apply, kubectl, image } = local;
  const { cert, key } = await certificateFor('localhost', inDays(-60), inDays(to));
  const backend = { service: { name: 'web', port: { number: 80 } } };
  await apply([
    namespace(PLACE),
    deployment({ namespace: PLACE, image }),
    service(PLACE),
    {
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: 'shop', namespace: PLACE } },
      stringData: { 'tls.crt': cert, 'tls.key': key },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'shop', namespace: PLACE },
      spec: {
        ingressClassName: 'traefik',
        tls: [{ hosts: ['localhost'], secretName: 'shop' }],
        rules: [{ host: 'localhost', http: { paths: [{ path: '/', pathType: 'Exact', backend }] } }],
      },
    },
  ]);
  await kubectl(['rollout', 'status', `--namespace=${PLACE}`, 'deployment/web', WHILE_SEEDING]);
  await openWay(local, cert);
}

/** Entrances of a real Ingress controller with TLS, asked from the machine that runs the suite. */
export const outsideFaults: readonly ClusterFault[] = [
  {
    name: 'the certificate of an Ingress has expired, as users see it',
    long: true,
    inject: (local) => openShop(local, -1),
    repair: closeWay,
    config,
    focus,
    red: {
      [idOf(SHOP)]: /^https:\/\/localhost:\d+\/ does not answer: its certificate is not accepted \(CERT_HAS_EXPIRED\)$/,
      [idOf(PAGE)]: /does not answer: its certificate is not accepted \(CERT_HAS_EXPIRED\)$/,
    },
    others: {},
  },
  {
    name: 'the controller of an Ingress does not run, as users see it',
    long: true,
    inject: async (local) => {
      await openShop(local);
      await local.kubectl(['scale', '--namespace=traefik', 'deployment/traefik', '--replicas=0']);
      await local.kubectl(['wait', '--namespace=traefik', '--for=delete', 'pod', '--all', '--timeout=60s']);
    },
    repair: async (local) => {
      await closeWay();
      await local.kubectl(['scale', '--namespace=traefik', 'deployment/traefik', '--replicas=1']);
      await local.kubectl(['rollout', 'status', '--namespace=traefik', 'deployment/traefik', '--timeout=60s']);
    },
    config,
    focus,
    red: {
      [idOf(SHOP)]: /^https:\/\/localhost:\d+\/ does not answer: .* \([A-Z_]+\)$/,
      [idOf(PAGE)]: /^https:\/\/localhost:\d+\/no-such-page does not answer: .* \([A-Z_]+\)$/,
    },
    others: {},
  },
  {
    // No fault: the app is asked for something that it refuses, which is an answer.
    name: 'an app behind an Ingress with TLS answers from outside, also with a page that it does not have',
    long: true,
    inject: openShop,
    repair: closeWay,
    config,
    focus,
    red: {},
    others: { [idOf(SHOP)]: 'passed', [idOf(PAGE)]: 'passed' },
  },
];
