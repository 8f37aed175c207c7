import { expect } from 'chai';
import { kubernetesNames } from '../../../../test/kubernetes-names.ts';
import { clusterDomain } from './cluster-domain.ts';

describe('the domain of a cluster', () => {
  for (const [search, domain, namespace = 'shop'] of [
    [['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'], 'cluster.local'],
    [['shop.svc.k8s.example.', 'svc.k8s.example.', 'k8s.example.', 'example'], 'k8s.example'],
    [['example.org'], 'cluster.local'],
    [['svc.svc.cluster.local', 'svc.cluster.local', 'cluster.local'], 'cluster.local', 'svc'],
    [['svc.svc.local', 'svc.local', 'local'], 'local', 'svc'],
    [['cluster.svc.svc.example', 'svc.svc.example', 'svc.example'], 'svc.example', 'cluster'],
    [['svc.corp.example', 'shop.svc.k8s.example', 'svc.k8s.example'], 'k8s.example'],
  ] as const)
    it(`with the search domains ${search.join(' ')} in namespace ${namespace} is ${domain}`, () => {
      expect(clusterDomain(search, namespace)).to.equal(domain);
    });

  it('is the same whatever the namespace is called', () => {
    for (const namespace of kubernetesNames.labels)
      for (const domain of ['cluster.local', 'svc.cluster.local', 'local', 'svc', 'k8s.svc.example'])
        expect(clusterDomain([`${namespace}.svc.${domain}`, `svc.${domain}`, domain], namespace)).to.equal(domain);
  });
});
