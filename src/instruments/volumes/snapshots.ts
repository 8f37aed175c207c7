import { randomBytes } from 'node:crypto';
import type { Manifest } from '../../cluster/cluster.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import { looksAt, owns } from '../../cluster/rights/rights.ts';
import { isDeleted } from '../../conditions/kinds/is-deleted.ts';
import { snapshotKinds } from '../../conditions/platform/snapshot-kinds.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';
import type { Uses } from '../contract/uses.ts';
import { isReadyToUse } from './snapshot-ready.ts';
import { stepsOf } from './steps.ts';

/** What a check of snapshots needs besides volumes. */
export const snapshots: Uses = {
  rights: [
    owns(snapshotKinds.volumeSnapshots),
    looksAt(snapshotKinds.volumeSnapshotClasses),
    looksAt(snapshotKinds.volumeSnapshotContents),
  ],
  trials: ({ config: { namespaces } }) => {
    const place = { namespace: namespaces.workloads, name: 'shakedown-dry-run' };
    return [
      {
        of: 'a volume',
        kind: snapshotKinds.volumeSnapshots,
        manifest: snapshotManifest(place, place.name, place.name),
      },
    ];
  },
};

/** A snapshot of the suite, ready to use. Disposing of it removes it. */
export interface Snapshot extends AsyncDisposable {
  ref: Required<Ref>;
  /** From the request until it was seen to be ready. */
  seconds: number;
  /** Deletes it, and returns after how many seconds its VolumeSnapshotContent is gone. */
  remove(): Promise<number>;
}

/** A snapshot of the volume of a claim in the same namespace. */
export function snapshotManifest(
  place: { namespace: string; name: string },
  volumeSnapshotClassName: string,
  claim: string,
): Manifest {
  return {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshot',
    metadata: { ...place, labels: { 'app.kubernetes.io/name': 'shakedown-snapshot' } },
    spec: { volumeSnapshotClassName, source: { persistentVolumeClaimName: claim } },
  };
}

/**
 * Takes a snapshot of the volume of a claim, and returns when it is ready. One that is not ready in time is removed.
 * @throws WaitError with what the driver says
 */
export async function takeSnapshot(
  run: RunContext,
  scope: CheckScope,
  snapshotClass: string,
  claim: Required<Ref>,
): Promise<Snapshot> {
  const { objects } = run;
  const kind = snapshotKinds.volumeSnapshots;
  const wait = stepsOf(run, scope);
  const ref = { namespace: claim.namespace, name: `snapshot-${randomBytes(5).toString('hex')}` };
  const manifest = snapshotManifest(ref, snapshotClass, claim.name);
  const removed = () => scope.waiting(`${ref.name} is removed`, () => objects.remove([{ kind, ref }]));
  await scope.waiting(`${ref.name} is requested`, (signal) => objects.create(kind, manifest, signal));
  await using failed = new AsyncDisposableStack();
  failed.defer(removed);
  const { seen, seconds } = await wait(isReadyToUse(ref));
  failed.move();
  const content = { name: seen?.status?.boundVolumeSnapshotContentName ?? '' };
  return {
    ref,
    seconds,
    remove: async () => {
      await scope.waiting(`${ref.name} is deleted`, (signal) => objects.delete(kind, ref, signal));
      return (await wait(isDeleted(snapshotKinds.volumeSnapshotContents, content))).seconds;
    },
    [Symbol.asyncDispose]: removed,
  };
}
