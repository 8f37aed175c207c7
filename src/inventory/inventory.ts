import type { Config } from '../config/schema.ts';
import type { Part } from './part.ts';
import type { ObjectOf, PartName } from './parts.ts';

/** One kind as discovery found it: the objects in scope, or why they could not be listed. */
export type Discovered<T> = { readonly items: readonly T[] } | { readonly trouble: Error };

/** What is in the cluster at the start of the run: read once, frozen, in scope of the configuration. */
export type Inventory = { readonly config: Config } & {
  readonly [Name in PartName]: Discovered<ObjectOf<Name>>;
};

/** What spec files are loaded with. */
export interface InventorySource {
  readonly inventory: Inventory;
  /** Finds the objects of a kind that a spec file brings along. A kind that cannot be listed becomes a trouble of its own. */
  discover<T extends object>(part: Part<T>): Promise<Discovered<T>>;
}
