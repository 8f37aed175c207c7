import { ClusterError } from '../cluster/cluster-error.ts';
import type { Kind } from '../cluster/kind.ts';
import { kinds, type Event, type Pod } from '../cluster/kinds.ts';
import { looksAt, type Right } from '../cluster/rights.ts';
import type { Look } from './condition.ts';
import { selects, selectorText, type LabelSelector } from './label-selector.ts';
import { NO_EVIDENCE, type PodEvidence } from './root-cause.ts';

/** Whose a workload is: made by this run, or the cluster's own. */
export interface Ownership {
  /**
   * Made by this run. Then what cannot get better ends a wait at once, and lists are those of its namespace, because the suite has no
   * more rights there. For the cluster's own workloads the same is `not yet` until the time allowed is over: right after a build,
   * things settle.
   * @default false
   */
  ours?: boolean;
}

/** The rights that reading a workload and its evidence needs. */
export function rightsFor(ownership: Ownership, ...read: readonly Kind[]): readonly Right[] {
  return read.map((kind) => ({ ...looksAt(kind), scope: ownership.ours ? 'suite' : 'cluster' }));
}

/** Where a kind's shared list is taken from. */
export const scopeOf = ({ ours = false }: Ownership) => ({ wholeCluster: !ours });

/**
 * Objects that a selector selects, to explain a workload with. Of our own namespace they come from its shared list, so that a
 * hopeless pod is seen at once. In the cluster at large they are read only when the reason will be shown: thousands of
 * healthy workloads must not cost a request each.
 */
export async function selected<T extends { metadata?: { labels?: Record<string, string> } }>(
  look: Look,
  kind: Kind<T>,
  { namespace, selector }: { namespace: string; selector: LabelSelector },
  { ours }: Ownership,
  asked = look.why,
): Promise<readonly T[]> {
  if (ours) return (await look.list(kind, { namespace })).filter((one) => selects(selector, one.metadata?.labels));
  if (!asked) return [];
  return ifReadable(
    look.cluster.list(kind, { namespace, labelSelector: selectorText(selector) }, { signal: look.signal }),
  );
}

/** Warnings in a namespace, when the reason will be shown. */
export async function warnings(look: Look, namespace: string, asked = look.why): Promise<readonly Event[]> {
  if (!asked) return [];
  return ifReadable(
    look.cluster.list(kinds.events, { namespace, fieldSelector: 'type=Warning' }, { signal: look.signal }),
  );
}

/** The pods of a workload that makes them itself, and the warnings around them. */
export async function ownedEvidence(
  look: Look,
  owner: { metadata?: { namespace?: string; uid?: string }; spec?: { selector?: LabelSelector } },
  ownership: Ownership,
  asked = look.why,
): Promise<PodEvidence> {
  const { namespace = '', uid = '' } = owner.metadata ?? {};
  const selector = owner.spec?.selector;
  if (!selector) return NO_EVIDENCE;
  const [pods, events] = await Promise.all([
    selected(look, kinds.pods, { namespace, selector }, ownership, asked),
    warnings(look, namespace, asked),
  ]);
  return evidenceOf([uid], pods, events);
}

/** The pods that belong to an owner by its uid, and the warnings around them. */
export function evidenceOf(owners: readonly string[], pods: readonly Pod[], events: readonly Event[]): PodEvidence {
  const own = new Set(owners);
  return {
    pods: pods.filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => own.has(uid))),
    events,
  };
}

/** Evidence explains; that it cannot be had for once is no reason to have no answer. */
async function ifReadable<T>(reading: Promise<T[]>): Promise<readonly T[]> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ClusterError) return [];
    throw error;
  }
}
