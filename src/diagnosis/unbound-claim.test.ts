import { expect } from 'chai';
import type { Event, Pod } from '../cluster/kinds.ts';
import { rootCause } from './root-cause.ts';

const message = '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found';
const pod = (name: string, volume: object, said = message) =>
  ({
    metadata: { name, namespace: 'shop', uid: name, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { containers: [], volumes: [{ name: 'data', ...volume }] },
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: said }],
    },
  }) as unknown as Pod;
const claimed = (name: string) => pod(name, { persistentVolumeClaim: { claimName: `data-${name}` } });
const event = (name: string, text: string) =>
  ({
    involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'shop', name },
    reason: 'ProvisioningFailed',
    message: text,
    metadata: {},
  }) as unknown as Event;
const missing = (name: string) => event(name, 'storageclass.storage.k8s.io "fast" not found');
const date = new Date('2026-01-01T01:00:00Z');

describe('A pod that waits for its volume', () => {
  it('names the claim and what its own event says, and since when', () => {
    expect(
      rootCause({ pods: [claimed('db-0')], events: [missing('data-db-0'), missing('other')], date }),
    ).to.deep.equal({
      text: 'its PersistentVolumeClaim data-db-0 is not bound: StorageClass "fast" does not exist (pod db-0)',
      hopeless: false,
      todo: 'describe pvc data-db-0',
      stuckSince: '2026-01-01T00:00:00Z',
    });
  });

  it('names the claim of an ephemeral volume, and no reason when there is none', () => {
    const ephemeral = pod('db-0', { ephemeral: {} });
    expect(rootCause({ pods: [ephemeral], events: [] })?.text).to.equal(
      'its PersistentVolumeClaim db-0-data is not bound (pod db-0)',
    );
  });

  it('shares the cause with the others of its StatefulSet', () => {
    const events = [missing('data-db-0'), missing('data-db-1')];
    expect(rootCause({ pods: [claimed('db-0'), claimed('db-1')], events })?.text).to.match(
      /\(2 of 2 pods, one is db-0\)$/,
    );
  });

  it('keeps the sentence of the scheduler when that says more', () => {
    const absent = pod('db-0', { persistentVolumeClaim: { claimName: 'x' } }, 'persistentvolumeclaim "x" not found');
    expect(rootCause({ pods: [absent], events: [] })?.text).to.equal(
      'it cannot be scheduled: persistentvolumeclaim "x" not found (pod db-0)',
    );
  });
});
