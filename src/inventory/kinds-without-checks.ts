import type { CustomResourceDefinition } from '../conditions/platform/custom-resource-definition.ts';
import type { NotCovered } from '../results/model.ts';
import type { Discovered } from './inventory.ts';

/** Kinds by which traffic comes into a cluster, too, and which no check is about: their definitions. */
const WITHOUT_CHECKS = new Set(
  ['tlsroutes', 'tcproutes', 'udproutes'].map((resource) => `${resource}.gateway.networking.k8s.io`),
);

/** The kinds of this cluster that no check is about though readers of results may think so; pure. @param definitions those of the cluster. */
export function kindsWithoutChecks(definitions: Discovered<Pick<CustomResourceDefinition, 'metadata'>>): NotCovered[] {
  if (!('items' in definitions)) return [];
  return definitions.items.flatMap(({ metadata }) => {
    const what = metadata?.name ?? '';
    return WITHOUT_CHECKS.has(what) ? [{ what, reason: 'not examined' }] : [];
  });
}
