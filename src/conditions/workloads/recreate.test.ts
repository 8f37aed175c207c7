import { expect } from 'chai';
import type { Deployment, Pod } from '../../cluster/kinds/kinds.ts';
import { judgeDeployment } from './deployment.ts';

const ref = { namespace: 'shop', name: 'web' };
const waitedSince = new Date('2026-01-01T00:00:00Z');
const date = new Date('2026-01-01T00:03:00Z');
const deployment = {
  metadata: { ...ref, generation: 2 },
  spec: { replicas: 2, strategy: { type: 'Recreate' } },
  status: { observedGeneration: 2, replicas: 0, unavailableReplicas: 2 },
} as Deployment;

const old = (deletionTimestamp: string | undefined, more: object = {}, phase = 'Running'): Pod => ({
  metadata: { name: 'web-old', ...(deletionTimestamp !== undefined && { deletionTimestamp }), ...more },
  status: { phase, conditions: [{ type: 'Ready', status: 'True' }] },
});
const judge = (older: readonly Pod[], ours = false, spec: object = {}) =>
  judgeDeployment(
    ref,
    {
      ...{ deployment: { ...deployment, spec: { ...deployment.spec, ...spec } } as Deployment, older },
      evidence: { pods: [], events: [], date, waitedSince },
    },
    { ours },
  );

describe('A Deployment that replaces all its pods at once', () => {
  it('is not judged while its old pods are being deleted since a moment ago', () => {
    expect(judge([old('2026-01-01T00:03:20Z')])).to.deep.equal({
      ...{ state: 'not yet', progress: 0, isUnjudged: true, todo: 'run again when it is over, or raise time.settle' },
      reason:
        'it creates its new pods when 1 pod of an older template is deleted (Recreate): it is being deleted (pod web-old)',
      counts: 'desired 2, updated 0, total 0, available 0, unavailable 2, ready 0',
    });
    expect(judge([old('2026-01-01T00:03:20Z')], true)).not.to.have.property('isUnjudged');
  });

  it('names the old pod that is not deleted', () => {
    const held = old('2025-12-31T00:00:00Z', { finalizers: ['shop.example.com/hold'] });
    expect(judge([old('2026-01-01T00:03:20Z'), held])).to.deep.include({
      state: 'not yet',
      reason:
        'it creates its new pods when 2 pods of an older template are deleted (Recreate): it is being deleted, held by finalizer shop.example.com/hold (pod web-old)',
      todo: 'kubectl -n shop describe pod web-old',
    });
    expect(judge([old(undefined)]).reason).to.match(/it has not been deleted \(pod web-old\)$/);
  });

  it('does not wait for pods that have ended', () => {
    expect(judge([old(undefined, {}, 'Failed')]).reason).to.equal('0 of 2 replicas updated to the current template');
  });

  it('is another one than that of the default strategy', () => {
    const rolling = { strategy: { type: 'RollingUpdate' } };
    expect(judge([old('2026-01-01T00:03:20Z')], false, rolling).reason).to.equal(
      '0 of 2 replicas updated to the current template',
    );
  });
});
