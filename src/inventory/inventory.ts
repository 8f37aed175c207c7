import type { Config } from '../config/schema.ts';
import type { Part } from './part.ts';
import type { Survey } from './survey.ts';
import type { ObjectOf, PartName } from './parts.ts';

/** One kind as discovery found it: the objects in scope, or why they could not be listed. */
export type Discovered<T> = { readonly items: readonly T[] } | { readonly trouble: Error };

/** The objects in the configured scope at the start of the run: read once, frozen. */
export type Inventory = { readonly config: Config } & {
  readonly [Name in PartName]: Discovered<ObjectOf<Name>>;
};

/** The inventory that spec files are loaded with. */
export interface InventorySource {
  readonly inventory: Inventory;
  /** Lists the objects of a kind that a spec file defines. A kind that cannot be listed becomes a trouble of its own. */
  discover<T extends object>(part: Part<T>): Promise<Discovered<T>>;
  /** Finds what a survey is for; nothing when it cannot be found out. */
  survey<T>(survey: Survey<T>): Promise<readonly T[]>;
}
