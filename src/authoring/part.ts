import type { Discovered } from '../inventory/inventory.ts';
import type { Part } from '../inventory/part.ts';
import { registration } from './registration.ts';
import { refuseIncomplete } from './faulty-part.ts';

/** A kind with its objects, for `forEach`. */
export interface FoundPart<T extends object> {
  /** Its name in messages: `ingresses`. */
  readonly name: string;
  readonly row: Part<T>;
  readonly found: Discovered<T>;
}

/**
 * Discovers a kind that the suite does not know, in the scope of the configuration. Call it at the top of a spec file. The permission to list
 * the kind is added to the generated roles, and so are the permissions of the checks that its sample defines.
 * @example
 * const ingresses = await part({
 *   kind: { group: 'networking.k8s.io', version: 'v1', resource: 'ingresses', kind: 'Ingress', namespaced: true },
 *   id: 'shop/ingress',
 *   byLabels: true,
 *   sample: { spec: { ingressClassName: 'sample' } },
 * });
 * forEach(ingresses, ({ spec }, id) => { … });
 * @throws ShakedownError SPEC_PART when something is missing.
 */
export async function part<T extends object>(row: Part<T>): Promise<FoundPart<T>> {
  refuseIncomplete(row);
  return { name: row.kind.resource, row, found: await registration().discover(row) };
}
