/** Callbacks by object, so that a change wakes only those who wait for it. */
export class Listeners {
  readonly #byKey = new Map<string, Set<() => void>>();
  readonly #ofAny = new Set<() => void>();

  get size(): number {
    return this.#byKey.size + this.#ofAny.size;
  }

  /** @param key `undefined` for any object. Returns a function that removes the callback. */
  add(key: string | undefined, changed: () => void): () => void {
    if (key === undefined) {
      this.#ofAny.add(changed);
      return () => void this.#ofAny.delete(changed);
    }
    const own = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, own.add(changed));
    return () => {
      own.delete(changed);
      if (own.size === 0 && this.#byKey.get(key) === own) this.#byKey.delete(key);
    };
  }

  notify(keys: Iterable<string>): void {
    let any = false;
    for (const key of keys) {
      any = true;
      for (const changed of this.#byKey.get(key) ?? []) changed();
    }
    if (any) for (const changed of this.#ofAny) changed();
  }
}
