import type { AnyObject } from './any-object.ts';
import type { Manifest } from '../cluster.ts';
import type { Kind } from './kind.ts';
import { kinds } from './kinds.ts';

/**
 * The kind of a manifest.
 * @throws TypeError when it is not one of {@link kinds}.
 */
export function kindOf({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): Kind<AnyObject> {
  const known: readonly Kind<AnyObject>[] = Object.values(kinds);
  const found = known.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  if (!found) throw new TypeError(`${kind} of ${apiVersion} is not one of the kinds in src/cluster/kinds/kinds.ts`);
  return found;
}

function apiVersionOf({ group, version }: Kind): string {
  return group === '' ? version : `${group}/${version}`;
}
