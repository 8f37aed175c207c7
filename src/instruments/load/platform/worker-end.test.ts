import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { workerEnd } from './worker-end.ts';

const pod = (status: object, metadata: object = {}) => ({ metadata, status }) as Pod;
const container = (state: object, lastState: object = {}) => ({ name: 'locust', state, lastState });

describe('The end of a worker that was lost', () => {
  it('is read from its container, restarted or not', () => {
    const killed = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
    const anew = pod({ containerStatuses: [{ name: 'proxy' }, container({ running: {} }, killed)] });
    expect(workerEnd(anew)).to.equal('its container ended with exit code 137, OOMKilled');
    const left = pod({ containerStatuses: [container({ terminated: { exitCode: 1, reason: 'Error' } })] });
    expect(workerEnd(left)).to.equal('its container ended with exit code 1');
  });

  it('is read from its pod, when that was evicted, deleted, or exists no more', () => {
    const message = 'The node was low on resource: memory.';
    expect(workerEnd(pod({ reason: 'Evicted', message }))).to.equal(`its pod ended: Evicted, ${message}`);
    expect(workerEnd(pod({}, { deletionTimestamp: '2026-01-01T00:00:00Z' }))).to.equal('its pod is being deleted');
    expect(workerEnd(undefined)).to.equal('its pod was deleted');
  });

  it('is not known while its container runs on', () => {
    expect(workerEnd(pod({ containerStatuses: [container({ running: {} })] }))).to.equal(undefined);
  });
});
