import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { whyNoComponent } from './control-plane.ts';

const pod = (name: string, labels: Record<string, string> = {}): Pod => ({
  metadata: { namespace: 'kube-system', name, labels },
});
const scheduler = { component: 'kube-scheduler' };
const none = (component: string) => `${component} does not run as a pod in this cluster`;

describe('a Service of monitoring for a component of the control plane', () => {
  for (const [what, selector, pods, reason] of [
    ['where the control plane is managed', scheduler, [pod('coredns-1')], none('kube-scheduler')],
    ['where others of the control plane are pods', scheduler, [pod('kube-apiserver-n1')], undefined],
    ['where it is a pod with other labels', scheduler, [pod('kube-scheduler-n1')], undefined],
    ['for etcd outside of the cluster', { component: 'etcd' }, [pod('kube-apiserver-n1')], none('etcd')],
    ['for a kube-proxy that was replaced', { 'k8s-app': 'kube-proxy' }, [pod('cilium-1')], none('kube-proxy')],
    ['for something else', { component: 'grafana' }, [], undefined],
  ] as const)
    it(`${reason === undefined ? 'is judged' : 'has no pods by design'} ${what}`, () => {
      expect(whyNoComponent('kube-system', selector, pods)).to.equal(reason);
    });

  it('is judged in another namespace', () => {
    expect(whyNoComponent('monitoring', scheduler, [])).to.equal(undefined);
  });
});
