import type { Ref } from '../kinds/kind.ts';
import { versionOf } from './read-watch.ts';

interface Kept<T> {
  object: T;
  version: number;
  seenAt: number;
}

/** An object's key inside one kind. */
export function keyOf({ namespace, name }: Ref): string {
  return `${namespace ?? ''}/${name}`;
}

/**
 * The objects of a list, merged from LISTs, WATCH events and the suite's own writes. Resource versions grow and are comparable (KEP-5504),
 * so an older state never overwrites a newer one, in whatever order they arrive.
 */
export class ObjectStore<T> {
  readonly #objects = new Map<string, Kept<T>>();
  #values: readonly T[] | undefined;
  /** The resource version of the newest LIST: it contains everything up to here. */
  #floor = Number.NEGATIVE_INFINITY;

  get(key: string): T | undefined {
    return this.#objects.get(key)?.object;
  }

  seenAt(key: string): number | undefined {
    return this.#objects.get(key)?.seenAt;
  }

  /** The stored object that is the same as this one, in the same state. */
  same(object: T): T | undefined {
    const known = this.#objects.get(keyIn(object));
    if (!known || known.version !== Number(versionOf(object)) || uidOf(known.object) !== uidOf(object))
      return undefined;
    return known.object;
  }

  all(): readonly T[] {
    this.#values ??= [...this.#objects.values()].map(({ object }) => object);
    return this.#values;
  }

  /**
   * Takes over a whole LIST.
   * @returns the keys that changed, the newest version that was not known before, and whether the server went back in
   * time (restored from a backup).
   */
  replace(
    items: readonly T[],
    listVersion: string,
    now: number,
  ): { changed: string[]; newest: number; rewound: boolean } {
    const floor = Number(listVersion);
    const rewound = floor < this.#floor;
    if (rewound) {
      this.#objects.clear();
      this.#floor = Number.NEGATIVE_INFINITY;
    }
    const changed: string[] = [];
    let newest = Number.NEGATIVE_INFINITY;
    const listed = new Set<string>();
    for (const object of items) {
      const key = keyIn(object);
      listed.add(key);
      const version = Number(versionOf(object));
      if (!this.#put(key, object, version, now)) continue;
      changed.push(key);
      newest = Math.max(newest, version);
    }
    for (const [key, { version }] of this.#objects) {
      // An object that is newer than the LIST was written after it.
      if (listed.has(key) || version > floor) continue;
      this.#objects.delete(key);
      changed.push(key);
    }
    if (changed.length > 0) this.#values = undefined;
    if (!Number.isNaN(floor)) this.#floor = floor;
    return { changed, newest, rewound };
  }

  /** Takes over a change. Returns its key, or `undefined` when it was known already. */
  change(object: T, now: number): string | undefined {
    const [key, version] = [keyIn(object), Number(versionOf(object))];
    if (version <= this.#floor || !this.#put(key, object, version, now)) return undefined;
    this.#values = undefined;
    return key;
  }

  /** Takes over a deletion. Returns its key, or `undefined` when it was known already. */
  remove(object: T): string | undefined {
    const [key, version] = [keyIn(object), Number(versionOf(object))];
    const known = this.#objects.get(key);
    if (!known || version < known.version) return undefined;
    this.#objects.delete(key);
    this.#values = undefined;
    return key;
  }

  #put(key: string, object: T, version: number, now: number): boolean {
    const known = this.#objects.get(key);
    if (known && version <= known.version) return false;
    this.#objects.set(key, { object, version, seenAt: now });
    return true;
  }
}

function keyIn(object: unknown): string {
  return keyOf((object as { metadata: Ref }).metadata);
}

const uidOf = (object: unknown) => (object as { metadata?: { uid?: string } }).metadata?.uid;
