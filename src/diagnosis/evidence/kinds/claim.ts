import { kinds, type Pod } from '../../../cluster/kinds/kinds.ts';
import type { ObjectId } from '../../../cluster/kinds/kind.ts';
import type { Related } from '../collector.ts';
import { describeObject } from '../describe/object.ts';
import { columns } from '../describe/lines.ts';
import type { EvidenceReader } from '../reader.ts';

type Claim = NonNullable<(typeof kinds.persistentVolumeClaims)['type']>;
type StorageClass = NonNullable<(typeof kinds.storageClasses)['type']>;

/** A claim: its class, its volume, and the pods that use it. */
export async function ofClaim({ metadata, spec }: Claim, reader: EvidenceReader): Promise<Related> {
  const { namespace = '', name = '' } = metadata ?? {};
  const all = await reader.list(kinds.pods, { namespace });
  const pods = all.filter((pod) => pod.spec?.volumes?.some((one) => one.persistentVolumeClaim?.claimName === name));
  const classes = await reader.list(kinds.storageClasses);
  const named = spec?.storageClassName;
  const objects: ObjectId[] = [
    ...classes
      .filter((one) => one.metadata?.name === named)
      .map((one): ObjectId => ({ kind: kinds.storageClasses, ref: { name: one.metadata?.name ?? '' } })),
    ...(spec?.volumeName ? [{ kind: kinds.persistentVolumes, ref: { name: spec.volumeName } }] : []),
  ];
  const isMissing = named !== undefined && named !== '' && !classes.some((one) => one.metadata?.name === named);
  return {
    pods,
    objects,
    lines: [...(isMissing ? [`its StorageClass ${named} does not exist`] : []), ...classTable(classes)],
  };
}

/** The claims for which pods wait that have no node, with their class. */
export async function claimsOf(pods: readonly Pod[], reader: EvidenceReader): Promise<string[]> {
  const waiting = pods.filter(({ spec, status }) => spec?.nodeName === undefined && status?.phase === 'Pending');
  const volumes = waiting.flatMap(({ spec }) => spec?.volumes ?? []);
  const names = new Set(volumes.flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []));
  const namespace = waiting[0]?.metadata?.namespace ?? '';
  if (names.size === 0) return [];
  const claims = await reader.list(kinds.persistentVolumeClaims, { namespace });
  const missing = [...names].filter((name) => !claims.some(({ metadata }) => metadata?.name === name));
  const unbound = claims.filter(({ metadata, status }) => names.has(metadata?.name ?? '') && status?.phase !== 'Bound');
  if (missing.length + unbound.length === 0) return [];
  const classes = await reader.list(kinds.storageClasses);
  return [
    ...missing.map((name) => `persistentVolumeClaim ${namespace}/${name} does not exist`),
    ...unbound.flatMap((claim) => {
      const ref = { namespace, name: claim.metadata?.name ?? '' };
      return describeObject({ kind: kinds.persistentVolumeClaims, ref }, claim, reader.now);
    }),
    ...classTable(classes),
  ];
}

/** A StorageClass, among the others. */
export async function ofStorageClass(_: StorageClass, reader: EvidenceReader): Promise<Related> {
  return { lines: classTable(await reader.list(kinds.storageClasses)) };
}

function classTable(classes: readonly StorageClass[]): string[] {
  const rows = classes.map(({ metadata, provisioner, volumeBindingMode, reclaimPolicy, allowVolumeExpansion }) => [
    `${metadata?.name}${metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ? ' (default)' : ''}`,
    ...[provisioner ?? '', volumeBindingMode ?? '', reclaimPolicy ?? '', allowVolumeExpansion ? 'expands' : ''],
  ]);
  return rows.length === 0
    ? ['the cluster has no StorageClass']
    : columns(['STORAGE CLASS', 'PROVISIONER', 'BINDING', 'RECLAIM', ''], rows);
}
