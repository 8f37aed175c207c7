import { expect } from 'chai';
import { lossesByStep } from './losses-by-step.ts';

const request = { node: 'node-1', reused: false };

describe('The requests during an upgrade', () => {
  it('belong to the step in which they were sent, and what follows it', () => {
    const requests = [
      { ...request, sent: 0, ended: 5, status: 200 },
      { ...request, sent: 1_500, ended: 1_700, status: 200 },
      { ...request, sent: 2_500, ended: 2_600, error: 'ECONNREFUSED' },
      { ...request, sent: 3_500, ended: 3_510, status: 200 },
    ];
    const replaced = [
      { program: 'kube-apiserver', began: 1_000, ended: 2_000 },
      { program: 'kubelet@node-1', began: 3_000, ended: 3_400 },
    ];
    expect(lossesByStep(requests, replaced)).to.deep.equal([
      { step: 'kube-apiserver', seconds: 1, sent: 3, failed: 1, errors: 'ECONNREFUSED', slowest: 0.2 },
      { step: 'kubelet@node-1', seconds: 0.4, sent: 1, failed: 0, errors: '', slowest: 0.01 },
    ]);
  });
});
