import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt, owns } from '../../cluster/rights/rights.ts';
import { clearingRights } from '../../objects/rights.ts';
import type { Instrument } from '../contract/instrument.ts';
import { claimManifest, probeJob } from './volume-manifests.ts';
import { volumesFor, type Volumes } from './volumes.ts';

/** Volumes that the cluster provisions, with pods that write and read them. */
export const volumes: Instrument<Volumes> = {
  title: 'volumes',
  rights: [
    owns(kinds.persistentVolumeClaims),
    owns(kinds.jobs),
    looksAt(kinds.persistentVolumes),
    looksAt(kinds.storageClasses),
    // Why a volume does not come to a node; without it, events tell less.
    { ...looksAt(kinds.volumeAttachments), optional: true },
    looksAt(kinds.events),
    ...clearingRights('workloads'),
  ],
  trials: ({ config: { namespaces, image, storage }, simulated }) => {
    const place = { namespace: namespaces.workloads, name: 'shakedown-dry-run' };
    const probe = { ...place, image, claim: place.name, action: 'write', bytes: 1, seed: 's', simulated } as const;
    return [
      { of: 'a volume', kind: kinds.persistentVolumeClaims, manifest: claimManifest(place, '', storage.size) },
      { of: 'a volume', kind: kinds.jobs, manifest: probeJob(probe) },
    ];
  },
  make: (run) => ({ forCheck: (scope) => volumesFor(run, scope) }),
};
