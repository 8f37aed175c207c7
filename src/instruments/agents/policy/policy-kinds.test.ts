import { expect } from 'chai';
import { foreignPolicyRights, isPolicy, mayRefuse } from './policy-kinds.ts';

const kind = (name: string) => {
  const [resource = '', ...group] = name.split('.');
  return {
    ...{ group: group.join('.'), version: 'v1', resource, kind: '', namespaced: true },
    ...{ verbs: ['list'], subresources: [] },
  };
};

describe('a kind that the API server serves', () => {
  for (const name of [
    'ciliumnetworkpolicies.cilium.io',
    'ciliumclusterwidenetworkpolicies.cilium.io',
    'networkpolicies.crd.projectcalico.org',
    'globalnetworkpolicies.projectcalico.org',
    'clusternetworkpolicies.crd.antrea.io',
    'adminnetworkpolicies.policy.networking.k8s.io',
    'baselineadminnetworkpolicies.policy.networking.k8s.io',
    'clusternetworkpolicies.policy.networking.k8s.io',
    'authorizationpolicies.security.istio.io',
    'peerauthentications.security.istio.io',
    'servers.policy.linkerd.io',
    'meshtrafficpermissions.kuma.io',
    'securitygrouppolicies.vpcresources.k8s.aws',
    'fqdnnetworkpolicies.networking.gke.io',
    'egressfirewalls.k8s.ovn.org',
    'servernetworkpolicies.example.com',
    'ciliumdenypolicies.cilium.io',
  ])
    it(`is one of policies: ${name}`, () => {
      expect(isPolicy(kind(name))).to.equal(true);
    });

  for (const name of [
    'ciliumendpoints.cilium.io',
    'ciliumlocalredirectpolicies.cilium.io',
    'ciliumbgppeeringpolicies.cilium.io',
    'stagednetworkpolicies.projectcalico.org',
    'ippools.crd.projectcalico.org',
    'policyendpoints.networking.k8s.aws',
    'requestauthentications.security.istio.io',
    'managedcertificates.networking.gke.io',
    'clusterpolicies.kyverno.io',
    'servers.example.com',
  ])
    it(`is not one of policies: ${name}`, () => {
      expect(isPolicy(kind(name))).to.equal(false);
    });

  it('refuses connections in some groups, and in those that are not known', () => {
    expect(['cilium.io', 'vpcresources.k8s.aws'].map(mayRefuse)).to.deep.equal([false, false]);
    expect(['crd.antrea.io', 'security.istio.io', 'example.com'].map(mayRefuse)).to.deep.equal([true, true, true]);
  });

  it('is listed with optional permissions, in namespaces or not', () => {
    const of = (name: string) => foreignPolicyRights.find(({ resource, group }) => `${resource}.${group}` === name);
    expect(of('ciliumclusterwidenetworkpolicies.cilium.io')).to.include({ namespaced: false, optional: true });
    expect(of('ciliumnetworkpolicies.cilium.io')).to.deep.include({ namespaced: true, verbs: ['list'] });
  });
});
