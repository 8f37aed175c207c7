import { expect } from 'chai';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import { judgePod } from './pod.ts';

const pod = (status: object): Pod => ({
  metadata: { name: 'web-1' },
  spec: { containers: [], nodeName: 'n1' },
  status,
});
const waiting = { reason: 'InvalidImageName', message: 'invalid reference format' };
const broken = pod({
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [{ name: 'app', image: ':x', imageID: '', ready: false, restartCount: 0, state: { waiting } }],
});
const judge = (seen: Pod | undefined, ours = false) =>
  judgePod({ pod: seen, evidence: { events: [] } }, { ours, namespace: 'shop' });

describe('a pod', () => {
  it('is ready when it says so', () => {
    expect(judge(pod({ conditions: [{ type: 'Ready', status: 'True' }] }))).to.deep.equal({ state: 'ready' });
  });

  it('says what is wrong, and is hopeless if it is ours', () => {
    const reason = 'image ":x" cannot be pulled (InvalidImageName): invalid reference format (pod web-1)';
    const todo = 'kubectl -n shop describe pod web-1';
    expect(judge(broken)).to.deep.equal({ state: 'not yet', reason, todo });
    expect(judge(broken, true)).to.deep.equal({ state: 'fatal', reason, todo });
  });

  it('that does not exist has disappeared, or, if ours, does not exist yet', () => {
    expect([judge(undefined).state, judge(undefined, true).state]).to.deep.equal(['disappeared', 'not yet']);
  });
});
