import { expect } from 'chai';
import { clusterDomain } from './cluster-domain.ts';

describe('the domain of a cluster', () => {
  for (const [search, domain] of [
    [['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'], 'cluster.local'],
    [['shop.svc.k8s.example.', 'svc.k8s.example.', 'k8s.example.', 'example'], 'k8s.example'],
    [['example.org'], 'cluster.local'],
  ] as const)
    it(`with the search domains ${search.join(' ')} is ${domain}`, () => {
      expect(clusterDomain(search)).to.equal(domain);
    });
});
