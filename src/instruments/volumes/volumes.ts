import { randomBytes } from 'node:crypto';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { quantity } from '../../cluster/pods/quantity.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { retryTransient } from '../../conditions/waiting/retry-transient.ts';
import type { CheckVerdict } from '../../results/model.ts';
import { suiteImage } from '../../objects/image.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';
import { isExpanded } from './expanded.ts';
import { endedProbe, probeEnded, type EndedProbe } from './probe-ended.ts';
import { takeSnapshot, type Snapshot } from './snapshots.ts';
import { stepsOf } from './steps.ts';
import type { VolumeAccount } from './volume-account.ts';
import { isVolumeRemoved } from './volume-removed.ts';
import { claimManifest, probeJob } from './volume-manifests.ts';

/** How much a probe writes. */
const BYTES = 4 * 1_024 * 1_024;

/** Something that took time on a node. */
export interface Done extends EndedProbe {
  /** From the request until it was seen to be done. */
  seconds: number;
}

/** A claim of the suite, and what its pods do with the volume. */
export interface Volume extends AsyncDisposable {
  ref: Required<Ref>;
  /** Starts a pod that writes a file, and returns when it has ended. @throws WaitError with the cause when the volume does not come */
  write(): Promise<Done>;
  /** Starts a pod that reads the file, away from a node if the volume allows it, and returns when it has ended. */
  read(awayFrom: string): Promise<Done>;
  /**
   * Asks for twice the size, and has another pod mount the volume and read the file.
   * @returns what it read, and after how many seconds the file system has that size.
   */
  expand(): Promise<Done>;
  /**
   * Takes a snapshot by a VolumeSnapshotClass, and returns when it is ready to use. The check names `snapshots` in its `uses`.
   * @throws WaitError with what the driver says
   */
  snapshot(snapshotClass: string): Promise<Snapshot>;
  /** Deletes the claim, and returns after how many seconds its PersistentVolume is gone. */
  remove(): Promise<number>;
}

/** Volumes that the cluster provisions. */
export interface Volumes {
  /**
   * Claims a volume of a StorageClass. Disposing of it removes claim and pods.
   * @param snapshot the VolumeSnapshot that it is restored from. @default it is empty
   */
  claim(storageClass: string, snapshot?: string): Promise<Volume>;
}

/** The volumes of one check. */
export function volumesFor(run: RunContext, scope: CheckScope): Volumes {
  const { config, objects } = run;
  const { namespaces, storage } = config;
  return {
    claim: async (storageClass, snapshot) => {
      const id = randomBytes(5).toString('hex');
      const ref = { namespace: namespaces.workloads, name: `volume-${id}` };
      const manifest = claimManifest(ref, storageClass, storage.size, snapshot);
      await scope.waiting(`${ref.name} is claimed`, (signal) =>
        objects.create(kinds.persistentVolumeClaims, manifest, signal),
      );
      return volumeOf(run, scope, ref);
    },
  };
}

function volumeOf(run: RunContext, scope: CheckScope, ref: Required<Ref>): Volume {
  const { cluster, config, objects } = run;
  const created: { kind: typeof kinds.jobs | typeof kinds.persistentVolumeClaims; ref: Required<Ref> }[] = [
    { kind: kinds.persistentVolumeClaims, ref },
  ];
  const wait = stepsOf(run, scope);
  const claimed = `persistentvolumeclaim ${ref.namespace}/${ref.name}`;
  const probe = async (action: 'write' | 'read', doing: string, awayFrom?: string): Promise<Done> => {
    const nodes = await scope.waiting('the nodes are listed', (signal) =>
      retryTransient(cluster, { title: 'the nodes are listed', withinMs: scope.remaining(), signal }, (ofTry) =>
        cluster.list(kinds.nodes, {}, { signal: ofTry }),
      ),
    );
    const simulated = nodes.filter((node) => whySimulated(node) !== undefined);
    const job = { namespace: ref.namespace, name: `${ref.name}-${action}` };
    const settings = { ...job, claim: ref.name, action, bytes: BYTES, seed: ref.name, awayFrom, simulated };
    const manifest = probeJob({ ...settings, image: suiteImage(config) });
    created.unshift({ kind: kinds.jobs, ref: job });
    await scope.waiting(`${job.name} is created`, (signal) => objects.create(kinds.jobs, manifest, signal));
    const { seen, seconds } = await wait(probeEnded(job, ref.name, doing));
    const ended = endedProbe(seen.pods[0]);
    if (!ended) throw new Error('the condition is met by a pod with an account');
    // A volume for one node at a time is free for the next pod when this one is gone.
    await scope.waiting(`${job.name} is removed`, () => objects.remove([{ kind: kinds.jobs, ref: job }]));
    return { ...ended, seconds };
  };
  return {
    ref,
    write: () => probe('write', `a pod writes to the volume of ${claimed}`),
    read: (awayFrom) => probe('read', `another pod reads the volume of ${claimed}`, awayFrom),
    expand: async () => {
      const storage = String((quantity(config.storage.size) ?? 0) * 2);
      const patch = { spec: { resources: { requests: { storage } } } };
      await scope.waiting(`${ref.name} asks for twice the size`, (signal) =>
        cluster.patch(kinds.persistentVolumeClaims, ref, patch, { signal }),
      );
      const volume = await wait(isExpanded(ref, 'volume'));
      const mounted = await probe('read', `a pod mounts the expanded volume of ${claimed}`);
      const grown = await wait(isExpanded(ref, 'file system'));
      return { ...mounted, seconds: volume.seconds + mounted.seconds + grown.seconds };
    },
    snapshot: (snapshotClass) => takeSnapshot(run, scope, snapshotClass, ref),
    remove: async () => {
      const claim = await scope.waiting('the claim is read', (signal) =>
        cluster.get(kinds.persistentVolumeClaims, ref, { signal }),
      );
      await scope.waiting(`${ref.name} is deleted`, (signal) =>
        objects.delete(kinds.persistentVolumeClaims, ref, signal),
      );
      return (await wait(isVolumeRemoved(claim.spec?.volumeName ?? ''))).seconds;
    },
    [Symbol.asyncDispose]: () => scope.waiting(`${ref.name} is removed`, () => objects.remove(created)),
  };
}

/** Whether what was read is what was written; pure. @param node on which it was read. */
export function judgeKept(written: VolumeAccount, read: VolumeAccount, node: string): CheckVerdict {
  const failed = (message: string): CheckVerdict => ({ status: 'failed', code: 'VOLUME_CHANGED', message });
  if ('error' in written) return failed(`the volume cannot be written: ${written.error}`);
  if ('error' in read) return failed(`what was written cannot be read on node ${node}: ${read.error}`);
  if (read.bytes !== written.bytes) {
    const has = read.bytes > written.bytes ? `more than the ${written.bytes}` : `${read.bytes} of ${written.bytes}`;
    return failed(`the volume has ${has} bytes that were written, read on node ${node}`);
  }
  return read.sha256 === written.sha256
    ? { status: 'passed', code: 'VOLUME_KEPT', message: 'what was read is what was written' }
    : failed(`the volume has ${read.bytes} bytes, and not those that were written, read on node ${node}`);
}
