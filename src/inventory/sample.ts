import type { Config } from '../config/schema.ts';
import type { Discovered, Inventory, InventorySource } from './inventory.ts';
import type { Part } from './part.ts';
import { namedParts } from './parts.ts';

/** The inventory of a cluster with one object of each kind: with it, spec files can be loaded without a cluster. */
export function sampleInventory(config: Config): InventorySource {
  const found = namedParts.map(([name, part]) => [name, sampleOf(part)] as const);
  const inventory = { config, ...Object.fromEntries(found) } as unknown as Inventory;
  return {
    inventory,
    discover: (part) => Promise.resolve(sampleOf(part)),
    survey: ({ sample }) => Promise.resolve([sample]),
  };
}

function sampleOf<T extends object>({ kind, sample }: Part<T>): Discovered<T> {
  const { metadata } = sample as { metadata?: object };
  const place = kind.namespaced ? { namespace: 'sample' } : {};
  const named = { name: 'sample', ...place, uid: 'sample', labels: { app: 'sample' }, annotations: {}, ...metadata };
  return { items: [{ ...sample, metadata: named }] };
}
