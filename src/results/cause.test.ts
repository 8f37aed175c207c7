import { expect } from 'chai';
import type { Pod } from '../cluster/kinds/kinds.ts';
import { judgeRollout } from '../conditions/workloads/judge-workload.ts';
import { rootCause } from '../diagnosis/root-cause.ts';
import { causeIn } from './cause.ts';

const pod = (name: string): Pod => ({
  metadata: { name },
  spec: { nodeName: 'node-2', containers: [] },
  status: {
    phase: 'Pending',
    containerStatuses: [
      {
        ...{ name: 'app', image: 'shop/web:9', imageID: '', ready: false, restartCount: 0 },
        state: { waiting: { reason: 'ErrImagePull', message: 'not found' } },
      },
    ],
  },
});

/** The reason of a check for a workload with these pods. */
function said(pods: readonly Pod[]): string {
  const counts = `desired ${pods.length}, updated ${pods.length}, total ${pods.length}, available 0, unavailable ${pods.length}, ready 0`;
  const size = { desired: pods.length, missing: pods.length, maxUnavailable: 0 };
  const rollout = { done: false, reason: 'x', counts, available: 0, size };
  const observation = judgeRollout(
    rollout,
    { cause: rootCause({ pods, events: [] }) },
    { namespace: 'shop', kind: 'Deployment' },
  );
  return observation.reason ?? '';
}

describe('The cause in a reason', () => {
  it('is the reason without what differs between workloads: their pods', () => {
    const one = said([pod('web-6f9-x2x')]);
    const three = said([pod('db-1'), pod('db-2'), pod('db-3')]);
    expect(one).to.equal('image "shop/web:9" cannot be pulled (ErrImagePull): not found (pod web-6f9-x2x)');
    for (const reason of [one, three])
      expect(causeIn(reason)).to.equal('image "shop/web:9" cannot be pulled (ErrImagePull): not found');
  });

  it('does not contain what was expected', () => {
    expect(causeIn('403 Forbidden: no; expected: to list pods in namespace shop')).to.equal('403 Forbidden: no');
  });

  it('is the whole reason when nothing else is in it', () => {
    expect(causeIn('cut off: SIGTERM')).to.equal('cut off: SIGTERM');
  });

  it('is the whole reason when everything in it differs', () => {
    expect(causeIn(' (pod web-1)')).to.equal(' (pod web-1)');
  });
});
