import { expect } from 'chai';
import type { Pod } from '../cluster/kinds/kinds.ts';
import { crashingSince, unreadySince } from './pod-age.ts';

const date = new Date('2026-01-01T01:00:00Z');
const ready = (status: string) => ({ type: 'Ready', status, lastTransitionTime: '2026-01-01T00:30:00Z' });
const pod = (conditions: object[]) =>
  ({ metadata: { creationTimestamp: '2026-01-01T00:00:00Z' }, status: { conditions } }) as unknown as Pod;
const crashing = (restartCount: number, state: object = {}) =>
  ({
    status: { startTime: '2026-01-01T00:00:00Z', containerStatuses: [{ name: 'app', restartCount, state }] },
  }) as unknown as Pod;
const backOff = (time: string) => ({
  waiting: { reason: 'CrashLoopBackOff', message: `back-off ${time} restarting failed container=app pod=web` },
});

describe('Since when a pod is unready', () => {
  it('is since it was last ready, or since it was created', () => {
    expect(unreadySince(pod([ready('False')]))).to.equal('2026-01-01T00:30:00Z');
    expect(unreadySince(pod([ready('True')]))).to.equal('2026-01-01T00:00:00Z');
    expect(unreadySince(pod([]))).to.equal('2026-01-01T00:00:00Z');
  });
});

describe('Since when a pod crashes', () => {
  it('is since its start when it was restarted all the time', () => {
    expect(crashingSince(crashing(10), date)).to.equal('2026-01-01T00:00:00.000Z');
  });

  it('is as long ago as the back-off of the kubelet says when it was restarted for the first times in a long life', () => {
    expect(crashingSince(crashing(4, backOff('2m40s')), date)).to.equal('2026-01-01T00:57:20.000Z');
    expect(crashingSince(crashing(4, backOff('40s')), date)).to.equal('2026-01-01T00:59:20.000Z');
  });

  it('is unknown when it does not', () => {
    expect(crashingSince(crashing(4), date)).to.equal(undefined);
  });
});
