import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { getIfThere } from '../cluster/get-if-there.ts';
import type { Kind, Ref } from '../cluster/kind.ts';
import { formatObject } from '../cluster/paths.ts';
import { until } from '../conditions/waiting/until.ts';
import { WaitError } from '../conditions/waiting/wait-error.ts';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import { releaseFromDeadNodes } from './dead-nodes.ts';
import { isDeleted } from '../conditions/kinds/is-deleted.ts';
import { suiteLabels } from './suite-labels.ts';

/** After this long without an end it is looked at again whether a node has died under a pod. */
const LOOK_AGAIN_MS = 15_000;

/** What may have been made: noted before it is asked for, because an answer may get lost after the object was made. */
export interface Entry {
  readonly kind: Kind;
  readonly ref: Ref;
  /** Known when the answer came. */
  uid: string | undefined;
}

/** The part of an object that its removal looks at. */
export interface Meta {
  metadata?: { uid?: string; labels?: Record<string, string> };
}

/** What one run has made and not removed yet. */
export class Ledger {
  readonly #cluster: Cluster;
  readonly #runId: string;
  readonly #entries = new Map<string, Entry>();

  constructor(cluster: Cluster, runId: string) {
    this.#cluster = cluster;
    this.#runId = runId;
  }

  note(kind: Kind, ref: Ref): Entry {
    const entry: Entry = { kind, ref, uid: undefined };
    this.#entries.set(keyOf(kind, ref), entry);
    return entry;
  }

  find(kind: Kind, ref: Ref): Entry | undefined {
    return this.#entries.get(keyOf(kind, ref));
  }

  all(): Entry[] {
    return [...this.#entries.values()];
  }

  isOurs({ metadata }: Meta): boolean {
    return metadata?.labels?.[suiteLabels.runLabel] === this.#runId;
  }

  /**
   * Asks for the deletion of what may have been made; the object itself must say so too.
   * @returns whether there is something to wait for
   */
  async delete(entry: Entry, signal: AbortSignal): Promise<boolean> {
    const { kind, ref } = entry;
    if (entry.uid === undefined) {
      const there = await getIfThere(this.#cluster, kind as Kind<Meta>, ref, signal);
      if (!there || !this.isOurs(there)) return false;
      entry.uid = there.metadata?.uid;
    }
    try {
      await this.#cluster.delete(kind, ref, {
        signal,
        propagation: 'Foreground',
        ...(entry.uid !== undefined && { uid: entry.uid }),
      });
    } catch (error) {
      // Under this name there is another object now.
      if (!isConflict(error)) throw error;
      return false;
    }
    return true;
  }

  /**
   * Deletes what entries stand for, and returns when it is gone with all that belongs to it.
   * @throws ShakedownError OBJECTS_LEFT that names what is left and why
   */
  async remove(entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    const outcomes = await Promise.all(
      entries.map(async (entry) => {
        const { kind, ref } = entry;
        try {
          if (await this.delete(entry, signal)) await this.#untilGone(entry, signal);
          this.#entries.delete(keyOf(kind, ref));
          return [];
        } catch (error) {
          return [`${formatObject(kind, ref)}: ${messageOf(error)}`];
        }
      }),
    );
    const left = outcomes.flat();
    if (left.length === 0) return;
    throw new ShakedownError('OBJECTS_LEFT', {
      meaning: 'infrastructure',
      expected: 'all that the run made to be gone',
      seen: left.join('\n'),
      todo: `shakedown cleanup --run ${this.#runId}`,
    });
  }

  async #untilGone({ kind, ref, uid }: Entry, signal: AbortSignal): Promise<void> {
    let last: WaitError | undefined;
    while (!signal.aborted) {
      try {
        await this.#release(ref, signal);
        await until(this.#cluster, isDeleted(kind, ref, uid), { withinMs: LOOK_AGAIN_MS, signal });
        return;
      } catch (error) {
        if (error instanceof WaitError) last = error;
        else if (!signal.aborted) throw error;
      }
    }
    throw last ?? signal.reason;
  }

  async #release({ namespace }: Ref, signal: AbortSignal): Promise<void> {
    if (namespace === undefined) return;
    await releaseFromDeadNodes(this.#cluster, { namespaces: [namespace], runId: this.#runId }, signal);
  }
}

/** Whether a call came upon an object that is there already, or is not the one that was meant. */
export function isConflict(error: unknown): boolean {
  return error instanceof ClusterError && error.code === 'CLUSTER_CONFLICT';
}

const keyOf = (kind: Kind, { namespace = '', name }: Ref) => `${kind.resource}.${kind.group}/${namespace}/${name}`;
