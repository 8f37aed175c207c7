import { expect } from 'chai';
import type { DaemonSet } from '../../../cluster/kinds/kinds.ts';
import { claimOf } from './policy-engine.ts';

const daemonSet = (name: string, container: string, args: string[] = []) =>
  ({
    metadata: { namespace: 'kube-system', name },
    spec: { selector: {}, template: { spec: { containers: [{ name: container, args }] } } },
  }) as unknown as DaemonSet;
const proxy = daemonSet('kube-proxy', 'kube-proxy');

describe('A cluster claims to enforce NetworkPolicies', () => {
  for (const [name, container, engine] of [
    ['calico-node', 'calico-node', 'Calico'],
    ['canal', 'calico-node', 'Calico'],
    ['cilium', 'cilium-agent', 'Cilium'],
    ['antrea-agent', 'antrea-agent', 'Antrea'],
    ['router', 'kube-router', 'kube-router'],
  ] as const)
    it(`by the DaemonSet ${name} of ${engine}`, () => {
      expect(claimOf([proxy, daemonSet(name, container)], 'auto')).to.deep.equal({
        isMade: true,
        fact: `DaemonSet kube-system/${name} is ${engine}`,
      });
    });

  it('by its configuration, whatever runs', () => {
    expect(claimOf([proxy], 'yes')).to.deep.equal({ isMade: true, fact: 'networkPolicy.enforced is yes' });
    const calico = daemonSet('calico-node', 'calico-node');
    expect(claimOf([calico], 'no')).to.deep.equal({ isMade: false, fact: 'networkPolicy.enforced is no' });
  });

  it('not where no known engine runs, or kube-router without its firewall', () => {
    for (const daemonSets of [[], [proxy], [daemonSet('router', 'kube-router', ['--run-firewall=false'])]])
      expect(claimOf(daemonSets, 'auto')).to.deep.equal({
        isMade: false,
        fact: 'no DaemonSet of a known engine for NetworkPolicies, and networkPolicy.enforced is auto',
      });
  });
});
