import { kinds } from '../cluster/kinds.ts';
import type { Discovered, Inventory } from '../inventory/inventory.ts';
import { registration } from './registration.ts';

/** The parts of the inventory that hold objects. */
export type InventoryPart = Exclude<keyof Inventory, 'config'>;

/**
 * Calls `define` for each object that discovery found, to register its checks.
 * When discovery could not list the kind, one test takes their place and ends with the cause. When an object is deleted in mid-run,
 * its checks are skipped with that reason.
 * @param part the name of the kind in the inventory: `'deployments'`.
 * @example
 * forEach(inventory().deployments, 'deployments', (deployment) => {
 *   check(`${deployment.metadata?.name} has its replicas`, { … }, async ({ cluster }) => { … });
 * });
 */
export function forEach<T extends { metadata?: { name?: string; namespace?: string } }>(
  discovered: Discovered<T>,
  part: InventoryPart,
  define: (object: T) => void,
): void {
  if ('trouble' in discovered) return registration().unread(part, discovered.trouble);
  for (const object of discovered.items) {
    const { name = '', namespace } = object.metadata ?? {};
    const ref = namespace === undefined ? { name } : { namespace, name };
    registration().about({ kind: kinds[part], ref }, () => define(object));
  }
}
