import { idOf, type Named } from '../inventory/part.ts';
import { parts, type ObjectOf, type PartName } from '../inventory/parts.ts';
import type { FoundPart } from './part.ts';
import { registration } from './registration.ts';
import { unknownPart } from './faulty-part.ts';

/**
 * Calls `define` for each object of a kind that discovery found, to register its checks.
 * When discovery could not list the kind, one test takes their place and ends with the cause. When an object is deleted during the run,
 * its checks are skipped with that reason.
 * @param part the name of the kind, as in `inventory()`; or a kind of your own, found by `part()`.
 * @param define is given the object and its id: `workloads/deployment/shop/web`.
 * @example
 * forEach('deployments', (deployment, id) => {
 *   check(`${deployment.metadata?.name} has its replicas`, { id, … }, async ({ cluster }) => { … });
 * });
 * @throws ShakedownError SPEC_PART when there is no such kind.
 */
export function forEach<Name extends PartName>(part: Name, define: (object: ObjectOf<Name>, id: string) => void): void;
export function forEach<T extends object>(part: FoundPart<T>, define: (object: T & Named, id: string) => void): void;
export function forEach(part: PartName | FoundPart<object>, define: (object: never, id: string) => void): void {
  const { name, row, found } = isFound(part) ? part : ownPart(part);
  if ('trouble' in found) return registration().unread(name, found.trouble);
  for (const object of found.items) {
    const { name: objectName = '', namespace } = (object as Named).metadata ?? {};
    const ref = namespace === undefined ? { name: objectName } : { namespace, name: objectName };
    registration().about({ kind: row.kind, ref }, () => define(object as never, idOf(row, object)));
  }
}

function isFound(part: PartName | FoundPart<object>): part is FoundPart<object> {
  return typeof part === 'object' && 'row' in part;
}

function ownPart(name: PartName): FoundPart<object> {
  // Types are stripped, not checked, when a spec file is loaded.
  if (!Object.hasOwn(parts, name)) throw unknownPart(name);
  return { name, row: parts[name], found: registration().inventory[name] };
}
