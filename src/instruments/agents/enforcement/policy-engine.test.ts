import { expect } from 'chai';
import type { DaemonSet } from '../../../cluster/kinds/kinds.ts';
import { claimOf } from './policy-engine.ts';

const daemonSet = (name: string, ...containers: object[]) =>
  ({
    metadata: { namespace: 'kube-system', name },
    spec: { selector: {}, template: { spec: { containers } } },
  }) as unknown as DaemonSet;
/** As in https://github.com/aws/amazon-vpc-cni-k8s/tree/master/config/master: the agent stands beside the network plugin, on or off. */
const ofEks = (enabled: boolean) =>
  daemonSet(
    'aws-node',
    { name: 'aws-node' },
    { name: 'aws-eks-nodeagent', args: ['--enable-ipv6=false', `--enable-network-policy=${enabled}`] },
  );
const kindnet = (image: string, command: string[] = []) =>
  daemonSet('kindnet', { name: 'kindnet-cni', image, command });
const proxy = daemonSet('kube-proxy', { name: 'kube-proxy' });

describe('A cluster claims to enforce NetworkPolicies', () => {
  for (const [name, container, engine] of [
    ['calico-node', 'calico-node', 'Calico'],
    ['canal', 'calico-node', 'Calico'],
    ['cilium', 'cilium-agent', 'Cilium'],
    ['antrea-agent', 'antrea-agent', 'Antrea'],
    ['router', 'kube-router', 'kube-router'],
  ] as const)
    it(`by the DaemonSet ${name} of ${engine}`, () => {
      expect(claimOf([proxy, daemonSet(name, { name: container })], 'auto')).to.deep.equal({
        isMade: true,
        fact: `DaemonSet kube-system/${name} is ${engine}`,
      });
    });

  for (const [what, found, engine] of [
    ['the agent of EKS that is told to', ofEks(true), 'aws-node is the Amazon EKS network policy agent'],
    ['kindnet of kind 0.24', kindnet('docker.io/kindest/kindnetd:v20240813-c6f155d6'), 'kindnet is kindnet'],
    [
      'kindnet by its flag',
      kindnet('registry.example/kindnetd:v1.8.5', ['/bin/kindnetd', '--network-policy=true']),
      'kindnet is kindnet',
    ],
  ] as const)
    it(`by ${what}`, () => {
      expect(claimOf([found], 'auto')).to.deep.equal({ isMade: true, fact: `DaemonSet kube-system/${engine}` });
    });

  it('not by the agent of EKS without the flag, or kindnet of an older kind, or with its flag off', () => {
    const old = 'docker.io/kindest/kindnetd:v20240513-cd2ac642';
    for (const found of [
      ofEks(false),
      daemonSet('aws-node', { name: 'aws-eks-nodeagent' }),
      kindnet(old),
      kindnet('registry.example/kindnetd:v1.8.5', ['/bin/kindnetd', '--network-policy=false']),
    ])
      expect(claimOf([found], 'auto').isMade).to.equal(false);
  });

  it('by its configuration, whatever runs', () => {
    expect(claimOf([proxy], 'yes')).to.deep.equal({ isMade: true, fact: 'networkPolicy.enforced is yes' });
    const calico = daemonSet('calico-node', { name: 'calico-node' });
    expect(claimOf([calico], 'no')).to.deep.equal({ isMade: false, fact: 'networkPolicy.enforced is no' });
  });

  it('not where no known engine runs, or kube-router without its firewall', () => {
    for (const daemonSets of [
      [],
      [proxy],
      [daemonSet('router', { name: 'kube-router', args: ['--run-firewall=false'] })],
    ])
      expect(claimOf(daemonSets, 'auto')).to.deep.equal({
        isMade: false,
        fact: 'no DaemonSet of a known engine for NetworkPolicies, and networkPolicy.enforced is auto',
      });
  });
});
