import { expect } from 'chai';
import type { Event, Pod } from '../cluster/kinds/kinds.ts';
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
const normal = (name: string, reason: string, text: string, lastTimestamp: string) =>
  ({ ...event(name, text), type: 'Normal', reason, lastTimestamp }) as unknown as Event;
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

  it('names the claim while the scheduler waits for the volume on a node, and has said nothing of the pod yet', () => {
    const silent = { ...claimed('db-0'), status: { phase: 'Pending' } } as unknown as Pod;
    const first = normal('data-db-0', 'WaitForFirstConsumer', 'waiting for first consumer', '2026-01-01T00:00:01Z');
    const waits = normal(
      'data-db-0',
      'ExternalProvisioning',
      'Waiting for a volume to be created by the external provisioner',
      '2026-01-01T00:00:02Z',
    );
    expect(rootCause({ pods: [silent], events: [first, waits] })?.text).to.match(
      /^its PersistentVolumeClaim data-db-0 is not bound: .*external provisioner/,
    );
    // Its claim waits for a node, as all such claims do.
    expect(rootCause({ pods: [silent], events: [first] })?.text).not.to.include('not bound');
  });

  it('names the claim of an ephemeral volume, and no reason when there is none', () => {
    const ephemeral = pod('db-0', { ephemeral: {} });
    expect(rootCause({ pods: [ephemeral], events: [] })?.text).to.equal(
      'its PersistentVolumeClaim db-0-data is not bound (pod db-0)',
    );
  });

  const two = () => {
    const one = claimed('db-0');
    one.spec?.volumes?.unshift({ name: 'log', persistentVolumeClaim: { claimName: 'log-db-0' } });
    return one;
  };

  it('says what is missing when that is no warning', () => {
    const none = 'no persistent volumes available for this claim and no storage class is set';
    const events = [
      normal('log-db-0', 'ProvisioningSucceeded', 'Successfully provisioned volume', '2026-01-01T00:59:00Z'),
      normal('data-db-0', 'FailedBinding', none, '2026-01-01T00:58:00Z'),
    ];
    expect(rootCause({ pods: [two()], events })?.text).to.equal(
      `its PersistentVolumeClaim data-db-0 is not bound: ${none} (pod db-0)`,
    );
  });

  it('says what fails rather than what is tried again', () => {
    const events = [
      { ...missing('data-db-0'), type: 'Warning', lastTimestamp: '2026-01-01T00:58:00Z' } as unknown as Event,
      normal('data-db-0', 'Provisioning', 'External provisioner is provisioning volume', '2026-01-01T00:59:00Z'),
    ];
    expect(rootCause({ pods: [two()], events })?.text).to.match(/StorageClass "fast" does not exist/);
  });

  it('names all its claims when nothing tells which of them is not bound', () => {
    expect(rootCause({ pods: [two()], events: [] })).to.include({
      text: 'one of its PersistentVolumeClaims log-db-0, data-db-0 is not bound (pod db-0)',
      todo: 'describe pvc log-db-0 data-db-0',
    });
  });

  it('is not one for whose claims there is but good news', () => {
    const events = [normal('data-db-0', 'ProvisioningSucceeded', 'Successfully provisioned', '2026-01-01T00:59:00Z')];
    expect(rootCause({ pods: [two()], events })?.text).to.match(/^its PersistentVolumeClaim log-db-0 is not bound \(/);
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
