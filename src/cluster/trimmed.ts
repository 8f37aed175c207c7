import { isSameKind, type Kind } from './kinds/kind.ts';
import { kinds } from './kinds/kinds.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

interface Write {
  manager?: string;
  operation?: string;
  subresource?: string;
  time?: string;
}

interface Meta {
  metadata?: { managedFields?: (Write & { fieldsV1?: unknown })[]; annotations?: Record<string, string> };
}

/**
 * The object without two parts that the suite does not read and that can be half of its size: field ownership (`managedFields`) and
 * kubectl's copy of the manifest. Of `managedFields` the last write is kept, without its fields: only there is the time of that write.
 * @param keepsSpecWrite keeps the last write of the specification as well, for {@link lastSpecWrite}. @default false
 */
export function trimmed<T>(object: T, keepsSpecWrite = false): T {
  const meta = (object as Meta).metadata;
  if (!meta) return object;
  const writes = Array.isArray(meta.managedFields) ? meta.managedFields : [];
  const last = newest(writes);
  const ofSpec = keepsSpecWrite && last && !isOfSpec(last) ? newest(writes.filter(isOfSpec)) : undefined;
  const kept = [last, ofSpec].filter((one) => one !== undefined);
  if (!keepsSpecWrite) delete last?.subresource;
  if (kept.length > 0) meta.managedFields = kept;
  else delete meta.managedFields;
  if (typeof meta.annotations === 'object' && meta.annotations) delete meta.annotations[LAST_APPLIED];
  return object;
}

/**
 * An object of a LIST or WATCH as the suite keeps it: {@link trimmed}, and for a node without the images that it has, which are nine tenths
 * of its size. A GET, and a LIST with `whole`, have them.
 */
export function trimmedInList<T>(kind: Kind, object: T): T {
  const { status } = object as { status?: { images?: unknown } };
  if (status && isSameKind(kind, kinds.nodes)) delete status.images;
  return trimmed(object, isSameKind(kind, kinds.cronJobs));
}

/** When the cluster last wrote the object, as RFC 3339 in whole seconds. */
export function lastWrite(object: { metadata?: { managedFields?: readonly Write[] } } | undefined): string | undefined {
  return object?.metadata?.managedFields?.[0]?.time;
}

/**
 * When somebody last wrote the specification of an object, its labels or its annotations, as RFC 3339 in whole seconds; `undefined` when that is
 * not known. Lists have it of CronJobs only.
 */
export function lastSpecWrite(
  object: { metadata?: { managedFields?: readonly Write[] } } | undefined,
): string | undefined {
  return newest((object?.metadata?.managedFields ?? []).filter(isOfSpec))?.time;
}

function isOfSpec({ subresource }: Write): boolean {
  return subresource === undefined;
}

function newest(writes: readonly (Write & { fieldsV1?: unknown })[]): Write | undefined {
  let last: Write | undefined;
  // RFC 3339 in UTC sorts as text; of writes in the same second the later entry is as good.
  for (const write of writes) if (write.time !== undefined && write.time >= (last?.time ?? '')) last = write;
  if (!last) return undefined;
  const { manager = '', operation = '', time = '', subresource } = last;
  return { manager, operation, time, ...(subresource !== undefined && { subresource }) };
}
