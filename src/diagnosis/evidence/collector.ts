import type { Kind, ObjectId } from '../../cluster/kinds/kind.ts';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import type { EvidenceReader } from './reader.ts';

/** What belongs to an object that a test is about. */
export interface Related {
  /** Its pods. */
  pods?: readonly Pod[];
  /** Other objects that explain it, such as the HPA of a workload or the class of a claim: they are described, and their events shown. */
  objects?: readonly ObjectId[];
  /** Uids and names of further objects whose events are shown. */
  uids?: readonly string[];
  /** Lines that are shown besides. */
  lines?: readonly string[];
}

/** Finds what belongs to the objects of a kind. */
export interface Collector<T extends object = object> {
  readonly kind: Kind<T>;
  related(object: T, reader: EvidenceReader): Promise<Related>;
}

/** A line of the registry; the type of its objects follows from the kind. */
export function collector<T extends object>(kind: Kind<T>, related: Collector<T>['related']): Collector {
  return { kind, related };
}
