import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { masterEnd } from './master-end.ts';

const at = (second: number) => new Date(1_795_000_000_000 + second * 1_000).toISOString();
const SINCE = 1_795_000_100.5;
const pod = (created: number, state: object, more: { lastState?: object; deleted?: boolean } = {}) =>
  ({
    metadata: {
      name: `locust-master-${created}`,
      creationTimestamp: at(created),
      ...(more.deleted && { deletionTimestamp: at(150) }),
    },
    status: { phase: 'Running', containerStatuses: [{ name: 'locust', state, lastState: more.lastState }] },
  }) as unknown as Pod;
const running = (second: number) => ({ running: { startedAt: at(second) } });
const killed = { terminated: { exitCode: 137, reason: 'OOMKilled' } };

describe('The end of the master of a load', () => {
  it('is not known while the container that started the load runs', () => {
    expect(masterEnd([pod(0, running(1))], SINCE)).to.equal(undefined);
    // It was restarted before the load.
    expect(masterEnd([pod(0, running(90), { lastState: killed })], SINCE)).to.equal(undefined);
  });

  it('is told by its container, also when that runs again', () => {
    const seen = 'its container ended with exit code 137, OOMKilled';
    expect(masterEnd([pod(0, killed)], SINCE)).to.equal(seen);
    expect(masterEnd([pod(0, running(120), { lastState: killed })], SINCE)).to.equal(seen);
    expect(masterEnd([pod(0, { waiting: { reason: 'CrashLoopBackOff' } }, { lastState: killed })], SINCE)).to.equal(
      seen,
    );
  });

  it('is told by its pod, beside the one that takes its place', () => {
    expect(masterEnd([], SINCE)).to.equal('its pod was deleted');
    expect(masterEnd([pod(130, running(131))], SINCE)).to.equal('its pod was deleted');
    expect(masterEnd([pod(130, running(131)), pod(0, running(1), { deleted: true })], SINCE)).to.equal(
      'its pod is being deleted',
    );
  });
});
