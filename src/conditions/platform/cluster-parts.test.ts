import { expect } from 'chai';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import type { Look } from '../waiting/condition.ts';
import { clusterPart, foundParts, type FoundPartName } from './cluster-parts.ts';

const metadata = { namespace: 'shop', name: 'web' };
const address = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };

/** What is seen of a part in a cluster that serves these kinds, with these objects. */
async function seen(name: FoundPartName, served: Readonly<Record<string, readonly object[]>>) {
  const look = {
    list: async ({ resource }: Kind) => {
      const objects = served[resource];
      if (objects) return objects;
      throw new ClusterError('CLUSTER_NO_SUCH_KIND', { expected: resource, seen: 'no such kind', transient: false });
    },
  } as unknown as Look;
  return await clusterPart(name).read(look);
}

describe('A part of the cluster', () => {
  it('is there by an object of its own', async () => {
    for (const [name, served, fact] of [
      ['ingress', { ingressclasses: [{ metadata: { name: 'nginx' } }] }, 'there is IngressClass nginx'],
      ['ingress', { ingressclasses: [], ingresses: [{ metadata, status: address }] }, 'there is Ingress shop/web'],
      ['gateway', { gatewayclasses: [{ metadata: { name: 'envoy' } }] }, 'there is GatewayClass envoy'],
      [
        'load-balancer',
        { services: [{ metadata, spec: { type: 'LoadBalancer' }, status: address }] },
        'there is Service shop/web',
      ],
      ['cert-manager', { certificates: [] }, 'certificates.cert-manager.io is served'],
      ['snapshots', { volumesnapshotclasses: [{ metadata: { name: 'fast' } }] }, 'there is VolumeSnapshotClass fast'],
    ] as const)
      expect(await seen(name, served)).to.deep.equal({ isThere: true, fact });
  });

  it('is not there where the API server serves nothing of it, or nothing shows it', async () => {
    for (const [name, served, fact] of [
      [
        'ingress',
        { ingressclasses: [], ingresses: [{ metadata }] },
        'no IngressClass exists, and no Ingress has an address',
      ],
      ['gateway', {}, 'the API server does not serve gatewayclasses.gateway.networking.k8s.io'],
      ['gateway', { gatewayclasses: [] }, 'no GatewayClass exists'],
      [
        'load-balancer',
        {
          services: [
            { metadata, spec: { type: 'LoadBalancer' } },
            { metadata, spec: { type: 'ClusterIP' } },
          ],
        },
        'no Service of type LoadBalancer has an address',
      ],
      ['cert-manager', {}, 'the API server does not serve certificates.cert-manager.io'],
      ['snapshots', { volumesnapshotclasses: [] }, 'no VolumeSnapshotClass exists'],
    ] as const)
      expect(await seen(name, served)).to.deep.equal({ isThere: false, fact });
  });

  it('is looked for by reads alone, and each has a title', () => {
    for (const name of foundParts) {
      const { title, rights } = clusterPart(name);
      expect(title).to.match(/^the cluster has \S/);
      expect(rights.flatMap(({ verbs }) => verbs))
        .to.include('list')
        .and.not.include('create');
    }
  });
});
