import { expect } from 'chai';
import { planNodes } from '../machine/address-plan.ts';
import { nameOf, upgradeSteps } from './upgrade-steps.ts';

describe('An upgrade', () => {
  it('replaces the API server first, then what acts through it, then node by node', () => {
    expect(upgradeSteps(planNodes(2)).map(nameOf)).to.deep.equal([
      ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
      ...['kubelet@node-1', 'kube-proxy@node-1', 'kubelet@node-2', 'kube-proxy@node-2'],
    ]);
  });
});
