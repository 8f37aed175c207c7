import type { AnyObject } from '../cluster/kinds/any-object.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Kind, Ref } from '../cluster/kinds/kind.ts';
import { deleteExactly, identify, type DeleteOptions, type ExactObject } from './delete/delete-exactly.ts';

/** The objects that one run has, or may have, created and not removed yet: an answer may be lost after an object was created. */
export class CreatedObjects {
  readonly #cluster: Cluster;
  readonly #runId: string;
  readonly #entries = new Map<string, ExactObject>();

  constructor(cluster: Cluster, runId: string) {
    this.#cluster = cluster;
    this.#runId = runId;
  }

  /** Notes an object before the request to create it. Its uid is filled in when the answer arrives. */
  note(kind: Kind, ref: Ref): ExactObject {
    const entry: ExactObject = { kind: kind as Kind<AnyObject>, ref };
    this.#entries.set(keyOf(kind, ref), entry);
    return entry;
  }

  forget(kind: Kind, ref: Ref): void {
    this.#entries.delete(keyOf(kind, ref));
  }

  find(kind: Kind, ref: Ref): ExactObject | undefined {
    return this.#entries.get(keyOf(kind, ref));
  }

  /** In the order of their creation. */
  all(): ExactObject[] {
    return [...this.#entries.values()];
  }

  /**
   * Requests the deletion of an object that may have been created, if it exists and this run created it.
   * @returns what to wait for; `undefined` when there is nothing.
   */
  async delete(entry: ExactObject, options: DeleteOptions & { signal: AbortSignal }): Promise<ExactObject | undefined> {
    const object = await identify(this.#cluster, entry, this.#runId, options.signal);
    if (object) await deleteExactly(this.#cluster, object, options);
    return object;
  }
}

const keyOf = (kind: Kind, { namespace = '', name }: Ref) => `${kind.resource}.${kind.group}/${namespace}/${name}`;
