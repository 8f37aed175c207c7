import { expect } from 'chai';
import type { PersistentVolumeClaim } from '../../conditions/platform/persistent-volume-claim.ts';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import { isExpanded, judgeSize } from './expanded.ts';
import { endedProbe, judgeProbe } from './probe-ended.ts';
import { isReadyToUse, judgeSnapshot } from './snapshot-ready.ts';
import { snapshotManifest } from './snapshots.ts';
import { readAccount } from '../../objects/one-pod-job.ts';
import { volumeAccountSchema } from './volume-account.ts';
import { claimManifest, PROBE_CONTAINER, probeJob } from './volume-manifests.ts';
import { judgeVolumeRemoved } from './volume-removed.ts';
import { judgeKept } from './volumes.ts';

const sha256 = 'a'.repeat(64);

describe('What is read from a volume', () => {
  const written = { bytes: 10, sha256 };
  const judged = (read: Parameters<typeof judgeKept>[1], before: Parameters<typeof judgeKept>[0] = written) => {
    const { status, message } = judgeKept(before, read, 'n2');
    return `${status}: ${message}`;
  };

  it('is what was written', () => {
    expect(judged({ bytes: 10, sha256 })).to.equal('passed: what was read is what was written');
  });

  it('is missing, cut, longer or changed', () => {
    expect(judged({ error: 'ENOENT: no such file' })).to.equal(
      'failed: what was written cannot be read on node n2: ENOENT: no such file',
    );
    expect(judged({ bytes: 4, sha256 })).to.equal(
      'failed: the volume has 4 of 10 bytes that were written, read on node n2',
    );
    expect(judged({ bytes: 11, sha256 })).to.equal(
      'failed: the volume has more than the 10 bytes that were written, read on node n2',
    );
    expect(judged({ bytes: 10, sha256: 'b'.repeat(64) })).to.equal(
      'failed: the volume has 10 bytes, and not those that were written, read on node n2',
    );
  });

  it('does not matter when nothing could be written', () => {
    expect(judged({ bytes: 10, sha256 }, { error: 'EROFS: read-only file system' })).to.equal(
      'failed: the volume cannot be written: EROFS: read-only file system',
    );
  });
});

describe('A volume that is removed', () => {
  const volume = { metadata: { name: 'pvc-1' } };

  it('is gone, whatever is told of its attachments', () => {
    expect(judgeVolumeRemoved({ volume: undefined, attachment: 'it is held' })).to.deep.equal({ state: 'ready' });
  });

  it('is still there, and why if it is attached', () => {
    expect(judgeVolumeRemoved({ volume, attachment: 'volume pvc-1 is still attached to node n1: busy' })).to.include({
      state: 'not yet',
      reason: 'volume pvc-1 is still attached to node n1: busy',
    });
    expect(judgeVolumeRemoved({ volume, attachment: undefined })).to.include({
      reason: 'it is there, and nobody has deleted it',
    });
  });
});

describe('The probe of a volume', () => {
  const pod = (status: object, spec: object = { nodeName: 'n1' }) =>
    ({ metadata: { namespace: 'w', name: 'probe-1' }, spec, status }) as unknown as Pod;
  const ended = (message: string) =>
    pod({
      phase: 'Succeeded',
      containerStatuses: [{ name: PROBE_CONTAINER, state: { terminated: { exitCode: 0, message } } }],
    });
  const account = JSON.stringify({ bytes: 10, sha256 });

  it('has ended when it has an account', () => {
    expect(judgeProbe({ pods: [ended(account)], events: [] })).to.deep.equal({ state: 'ready' });
    expect(endedProbe(ended(account))).to.deep.equal({ node: 'n1', account: { bytes: 10, sha256 } });
  });

  it('waits for its pod, and for the volume of its pod, with the reason', () => {
    expect(judgeProbe({ pods: [], events: [] })).to.include({ reason: 'its pod is not created' });
    const message = '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    const volumes = [{ name: 'volume', persistentVolumeClaim: { claimName: 'volume-1' } }];
    const waiting = pod({ phase: 'Pending', conditions }, { volumes });
    const failed = {
      type: 'Warning',
      reason: 'ProvisioningFailed',
      message: 'storageclass.storage.k8s.io "fast" not found',
      involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'w', name: 'volume-1' },
    };
    const { state, reason } = judgeProbe({ pods: [waiting], events: [failed as never] }) as Record<string, string>;
    expect(state).to.equal('not yet');
    expect(reason).to.match(/its PersistentVolumeClaim volume-1 is not bound: .*fast/);
  });

  it('waits for a volume that does not come to its node, with what its driver says', () => {
    const status = { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }] };
    const attachment = 'volume pvc-1 cannot be attached to node n1: no path';
    expect(judgeProbe({ pods: [pod(status)], events: [], attachment })).to.include({
      state: 'not yet',
      reason: 'volume pvc-1 cannot be attached to node n1: no path (pod probe-1)',
    });
    expect(judgeProbe({ pods: [ended(account)], events: [], attachment })).to.deep.equal({ state: 'ready' });
  });

  it('that ended without an account cannot be waited for', () => {
    expect(judgeProbe({ pods: [ended('Killed')], events: [] })).to.include({ state: 'fatal' });
    for (const message of [undefined, '', 'x', '{"bytes":-1}', JSON.stringify({ bytes: 1, sha256: 'short' })])
      expect(readAccount(message, volumeAccountSchema)).to.equal(undefined);
  });

  it('that reads prefers another node than that of the one that wrote', () => {
    const settings = { namespace: 'w', name: 'p', image: 'i', claim: 'c', bytes: 1, seed: 's', simulated: [] };
    const text = JSON.stringify(probeJob({ ...settings, action: 'read', awayFrom: 'n1' }));
    expect(text).to.include('"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":100');
    expect(text).to.include('"key":"metadata.name","operator":"NotIn","values":["n1"]');
    expect(JSON.stringify(probeJob({ ...settings, action: 'write' }))).not.to.include('preferredDuring');
  });
});

describe('A volume that is expanded', () => {
  const claim = (has: string | undefined, conditions: object[] = []) =>
    ({
      metadata: { namespace: 'w', name: 'c' },
      spec: { resources: { requests: { storage: '134217728' } } },
      status: { ...(has !== undefined && { capacity: { storage: has } }), conditions },
    }) as unknown as PersistentVolumeClaim;

  it('has its size, or only its file system waits for the next pod', () => {
    const message = 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.';
    const pending = [{ type: 'FileSystemResizePending', status: 'True', message }];
    for (const part of ['volume', 'file system'] as const)
      expect(judgeSize(claim('128Mi'), part)).to.deep.equal({ state: 'ready' });
    expect(judgeSize(claim('64Mi', pending), 'volume')).to.deep.equal({ state: 'ready' });
    expect(judgeSize(claim('64Mi', pending), 'file system')).to.include({
      reason: `it has 64Mi of 134217728: ${message}`,
    });
  });

  it('does not have it yet, with what the resizer says', () => {
    expect(judgeSize(claim(undefined), 'volume')).to.include({
      reason: 'it has no size of 134217728: no resizer has begun to expand it',
    });
    const begun = [{ type: 'Resizing', status: 'True' }];
    expect(judgeSize(claim('64Mi', begun), 'volume')).to.include({ reason: 'it has 64Mi of 134217728' });
    const failed = [{ type: 'ControllerResizeError', status: 'True', message: 'quota exceeded' }];
    expect(judgeSize(claim('64Mi', failed), 'volume')).to.include({
      reason: 'it has 64Mi of 134217728: quota exceeded',
    });
    expect(judgeSize(undefined, 'volume')).to.include({ state: 'disappeared' });
    expect(isExpanded({ namespace: 'w', name: 'c' }, 'file system').title).to.include('w/c');
  });
});

describe('A snapshot of a volume', () => {
  const snapshot = (status?: object) => ({ metadata: { namespace: 'w', name: 's' }, ...(status && { status }) });
  const bound = { boundVolumeSnapshotContentName: 'snapcontent-1' };

  it('is ready when its driver says so', () => {
    expect(judgeSnapshot(snapshot({ ...bound, readyToUse: true }))).to.deep.equal({ state: 'ready' });
    expect(isReadyToUse({ namespace: 'w', name: 's' }).title).to.equal('volumesnapshot w/s is ready to use');
  });

  it('is not ready, with who has to do something, or with what its driver says', () => {
    const reason = (status?: object) => (judgeSnapshot(snapshot(status)) as { reason?: string }).reason;
    expect(reason()).to.equal('the snapshot controller has bound it to no VolumeSnapshotContent');
    expect(reason({ ...bound, readyToUse: false })).to.equal(
      'its driver does not say that snapcontent-1 is ready to use',
    );
    const error = { message: 'Failed to create snapshot:\n no space, token=abcdefabcdef123456' };
    expect(reason({ ...bound, readyToUse: false, error })).to.match(/^Failed to create snapshot: no space/);
    expect(reason({ ...bound, readyToUse: false, error })).not.to.include('abcdefabcdef123456');
    expect(judgeSnapshot(undefined)).to.include({ state: 'disappeared' });
  });

  it('is of a claim, and a claim has its content', () => {
    const place = { namespace: 'w', name: 's' };
    expect(snapshotManifest(place, 'fast', 'c')['spec']).to.deep.equal({
      volumeSnapshotClassName: 'fast',
      source: { persistentVolumeClaimName: 'c' },
    });
    expect(claimManifest(place, 'sc', '64Mi', 's')['spec']).to.deep.include({
      dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' },
    });
    expect(claimManifest(place, 'sc', '64Mi')['spec']).not.to.have.property('dataSource');
  });
});
