import { expect } from 'chai';
import { FakeApiServer, listOf } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Event } from '../../cluster/kinds/kinds.ts';
import type { Look } from '../waiting/condition.ts';
import {
  judgeClaim,
  persistentVolumeClaim,
  type ClaimSeen,
  type PersistentVolumeClaim,
} from './persistent-volume-claim.ts';
import type { StorageClass } from './storage-class.ts';

const created = '2026-11-28T02:00:00Z';
const claimOf = (phase: string, spec: object = { storageClassName: 'fast' }, metadata: object = {}) =>
  ({
    metadata: { namespace: 'shop', name: 'data', uid: 'u1', creationTimestamp: created, ...metadata },
    spec,
    status: { phase },
  }) as unknown as PersistentVolumeClaim;
const classOf = (volumeBindingMode = 'Immediate', provisioner = 'example.com/disk') =>
  ({ metadata: { name: 'fast' }, provisioner, volumeBindingMode }) as unknown as StorageClass;
const event = (reason: string, message: string, type = 'Normal', lastTimestamp = created) =>
  ({
    metadata: { namespace: 'shop', name: `data.${reason}` },
    involvedObject: { kind: 'PersistentVolumeClaim', name: 'data', uid: 'u1' },
    ...{ reason, message, type, lastTimestamp },
  }) as unknown as Event;
const judge = (claim: PersistentVolumeClaim, more: Partial<ClaimSeen> = {}) =>
  judgeClaim({ claim, events: [], ...more });
const delayed = classOf('WaitForFirstConsumer');

describe('A PersistentVolumeClaim', () => {
  it('is bound when its status says so', () => {
    expect(judge(claimOf('Bound'))).to.deep.equal({ state: 'ready' });
  });

  for (const [what, claim, more, reason] of [
    [
      'of a class that does not exist',
      claimOf('Pending'),
      { events: [event('ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found', 'Warning')] },
      'it is not bound: StorageClass "fast" does not exist',
    ],
    ['of such a class, without events', claimOf('Pending'), {}, 'it is not bound: StorageClass "fast" does not exist'],
    [
      'whose provisioner does not run',
      claimOf('Pending'),
      { storageClass: classOf(), events: [event('ExternalProvisioning', 'Waiting for a volume to be created …')] },
      'it is not bound: provisioner example.com/disk of StorageClass fast has not made its volume: does it run?',
    ],
    [
      'without a class',
      claimOf('Pending', {}),
      { events: [event('FailedBinding', 'no persistent volumes available …')] },
      'it is not bound: it names no StorageClass, there is no default, and no volume is free',
    ],
    [
      'whose volumes nothing makes',
      claimOf('Pending'),
      { storageClass: classOf('Immediate', 'kubernetes.io/no-provisioner') },
      'it is not bound: no volume of StorageClass fast is free, and nothing makes any',
    ],
    [
      'that names a volume of its own',
      claimOf('Pending', { volumeName: 'pv-1' }),
      {},
      'it is not bound: volume pv-1, which it names, is not bound to it',
    ],
    [
      'that its provisioner refuses',
      claimOf('Pending'),
      {
        storageClass: classOf(),
        events: [
          event('Provisioning', 'External provisioner is provisioning', 'Normal', '2026-11-28T02:00:09Z'),
          event('ProvisioningFailed', 'older', 'Warning', '2026-11-28T02:00:01Z'),
          event('ProvisioningFailed', 'disk: only\nReadWriteOnce', 'Warning', '2026-11-28T02:00:08Z'),
        ],
      },
      'it is not bound: disk: only ReadWriteOnce',
    ],
    [
      'of a delayed class, whose pod has its node',
      claimOf('Pending', undefined, { annotations: { 'volume.kubernetes.io/selected-node': 'n1' } }),
      { storageClass: delayed, events: [event('ExternalProvisioning', 'Waiting …')] },
      'it is not bound: provisioner example.com/disk of StorageClass fast has not made its volume: does it run?',
    ],
    [
      'about which nothing is known',
      claimOf('Pending'),
      { storageClass: classOf(), unread: 'the events around it could not be read: 403' },
      'it is not bound: the events around it could not be read: 403',
    ],
    ['of which even that is not', claimOf('Pending'), { storageClass: classOf() }, 'it is not bound: nothing says why'],
    [
      'whose volume was deleted',
      claimOf('Lost', { volumeName: 'pv-1' }),
      {},
      'its volume pv-1 does not exist any more',
    ],
  ] as const)
    it(`${what} is not bound, and says why`, () => {
      expect(judge(claim, more)).to.deep.equal({ state: 'not yet', reason, stuckSince: created });
    });

  it('that waits for its first pod, or for a pod that has no node yet, is as it should be', () => {
    const text = 'it waits for its first pod, as its StorageClass fast says';
    const first = event('WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
    for (const events of [[], [first]])
      expect(judge(claimOf('Pending'), { storageClass: delayed, events })).to.deep.equal({
        state: 'does not apply',
        reason: text,
      });
    const pod = event('WaitForPodScheduled', 'waiting for pod db-0 to be scheduled');
    expect(judge(claimOf('Pending'), { storageClass: delayed, events: [pod] })).to.deep.equal({
      state: 'does not apply',
      reason: 'it is bound when its pod has a node (StorageClass fast): waiting for pod db-0 to be scheduled',
    });
  });

  it('that is deleted, or being deleted, has disappeared', () => {
    expect(judgeClaim({ claim: undefined, events: [] }).state).to.equal('disappeared');
    expect(judge(claimOf('Bound', {}, { deletionTimestamp: created })).state).to.equal('disappeared');
  });

  it('is explained by its own events, which are not read while it is bound', async () => {
    const own = event('FailedBinding', 'own');
    const other = { ...own, involvedObject: { ...own.involvedObject, uid: 'u2' } };
    await using server = await FakeApiServer.start({
      routes: { '/api/v1/namespaces/shop/events': [listOf('9', [own, other])] },
    });
    const cluster = server.door();
    const read = (claim: PersistentVolumeClaim) => {
      const look = {
        ...{ cluster, why: false, first: true, date: new Date(), signal: new AbortController().signal },
        get: ({ resource }: { resource: string }) => Promise.resolve(resource === 'storageclasses' ? classOf() : claim),
      } as unknown as Look;
      return persistentVolumeClaim({ namespace: 'shop', name: 'data' }).isBound().read(look);
    };
    expect((await read(claimOf('Pending'))).events).to.deep.equal([own]);
    expect((await read(claimOf('Pending'))).storageClass).to.deep.equal(classOf());
    const asked = server.requests.length;
    expect(await read(claimOf('Bound'))).to.deep.equal({ claim: claimOf('Bound'), events: [] });
    expect(server.requests).to.have.length(asked);
    await cluster.close();
  });
});
