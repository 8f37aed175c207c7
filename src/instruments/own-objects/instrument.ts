import type { Kind } from '../../cluster/kinds/kind.ts';
import { makesPods } from '../../cluster/pods/pod-template.ts';
import { owns } from '../../cluster/rights/rights.ts';
import { clearingRights } from '../../objects/rights.ts';
import type { Instrument } from '../contract/instrument.ts';
import type { Uses } from '../contract/uses.ts';
import { ownObjectsFor, type OwnObjects } from './own-objects.ts';

/** Objects that a check itself creates. It declares the permissions for them with {@link creates}. */
export const ownObjects: Instrument<OwnObjects> = {
  title: 'objects',
  inUses: 'creates(kind)',
  rights: [],
  trials: () => [],
  make: (run) => ({ forCheck: (scope) => ownObjectsFor(run, scope) }),
};

/**
 * Declares that a check creates objects of these kinds in the namespace for workloads: it gets the permissions, and `shakedown cleanup` finds them.
 * @throws ShakedownError SPEC_RIGHT for a kind that is not in namespaces
 * @example check(title, { id, uses: [creates(kinds.configMaps)], safety: 'own' }, async ({ objects }) => { … })
 */
export function creates(...created: readonly Kind[]): Uses {
  const clearing = created.some(makesPods) ? clearingRights('workloads') : [];
  return { uses: [ownObjects], rights: [...created.map((kind) => owns(kind)), ...clearing] };
}
