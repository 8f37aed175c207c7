import { expect } from 'chai';
import type { Pod } from '../cluster/kinds.ts';
import { judgeRollout } from '../conditions/workloads/judge-workload.ts';
import { rootCause } from '../diagnosis/root-cause.ts';
import { withExpectation } from '../errors/shakedown-error.ts';
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

/** What a check says of a workload with these pods. */
function said(title: string, pods: readonly Pod[]): string {
  const counts = `desired ${pods.length}, updated ${pods.length}, total ${pods.length}, available 0, unavailable ${pods.length}, ready 0`;
  const rollout = { done: false, reason: 'x', counts, available: 0 };
  const observation = judgeRollout(rollout, { cause: rootCause({ pods, events: [] }) }, { namespace: 'shop' });
  return withExpectation(observation.reason ?? '', title);
}

describe('The cause in a reason', () => {
  it('is what is left without what differs from one workload to the next: pods, counts and what was expected', () => {
    const one = said('deployment shop/web is at its desired replicas', [pod('web-6f9-x2x')]);
    const three = said('deployment shop/db is at its desired replicas', [pod('db-1'), pod('db-2'), pod('db-3')]);
    expect(one).to.equal(
      'image "shop/web:9" cannot be pulled (ErrImagePull): not found (pod web-6f9-x2x); desired 1, updated 1, total 1, available 0, unavailable 1, ready 0; expected: deployment shop/web is at its desired replicas',
    );
    for (const reason of [one, three])
      expect(causeIn(reason)).to.equal('image "shop/web:9" cannot be pulled (ErrImagePull): not found');
  });

  it('is the whole reason when nothing else is in it', () => {
    expect(causeIn('cut off: SIGTERM')).to.equal('cut off: SIGTERM');
    expect(causeIn('0 of 3 replicas available; desired 3, updated 3')).to.equal('0 of 3 replicas available');
  });

  it('is the whole reason when what differs is all that is in it', () => {
    expect(causeIn('desired 3, updated 1')).to.equal('desired 3, updated 1');
  });
});
