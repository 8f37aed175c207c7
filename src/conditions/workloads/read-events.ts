import type { Kind } from '../../cluster/kinds/kind.ts';
import { kinds, type Event, type Pod } from '../../cluster/kinds/kinds.ts';
import { waitsForClaim } from '../../diagnosis/unbound-claim.ts';
import type { Look } from '../waiting/condition.ts';
import { explaining, type Related } from './related-objects.ts';

/** Warnings in a namespace, when the reason will be shown. */
export async function warnings(look: Look, namespace: string, asked = look.why): Promise<Related<Event>> {
  return asked ? explaining(look, kinds.events, { namespace, fieldSelector: 'type=Warning' }) : { items: [] };
}

/**
 * The events of claims for which some of the pods have no node, if there are such: not all that matters of these is a warning, as that a claim
 * has no class. When they cannot be read, the warnings cannot either, which is told.
 */
export async function claimEvents(
  look: Look,
  namespace: string,
  pods: readonly Pod[],
  asked = look.why,
): Promise<readonly Event[]> {
  if (!asked || !pods.some(waitsForClaim)) return [];
  const fieldSelector = 'involvedObject.kind=PersistentVolumeClaim';
  return (await explaining(look, kinds.events, { namespace, fieldSelector })).items;
}

/**
 * Warnings about all objects of a kind, by one LIST of all namespaces, or in a run that is limited to one namespace of that.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/registry/core/event/strategy.go (the fields that an event is selected by)
 */
export async function warningsOfKind(look: Look, { kind }: Kind, namespace: string): Promise<Related<Event>> {
  const scope = look.cluster.listingScope(namespace);
  const fieldSelector = `type=Warning,involvedObject.kind=${kind}`;
  return explaining(look, kinds.events, { ...(scope !== undefined && { namespace: scope }), fieldSelector });
}
