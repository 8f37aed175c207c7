import { ClusterError } from '../cluster/cluster-error.ts';
import type { Kind } from '../cluster/kind.ts';
import { kinds, type Event, type Pod } from '../cluster/kinds.ts';
import { looksAt, type Right } from '../cluster/rights.ts';
import type { Look } from './condition.ts';
import { selects, type LabelSelector } from './label-selector.ts';
import { recentList } from './recent-list.ts';
import type { PodEvidence } from './root-cause.ts';

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

/** What explains a failure must not be waited for much longer than the failure itself. */
const EVIDENCE_MS = 8_000;

/**
 * The objects beside a workload that explain it. Of our own namespace they come from its shared list, so that a hopeless pod is seen
 * at once. In the cluster at large they are read only when the reason will be shown: thousands of healthy workloads must cost no
 * request.
 */
export async function beside<T>(
  look: Look,
  kind: Kind<T>,
  namespace: string,
  { ours }: Ownership,
  asked = look.why,
): Promise<readonly T[]> {
  if (ours) return look.list(kind, { namespace });
  return asked ? ifReadable(look, recentList(look.cluster, kind, { namespace })) : [];
}

/** Those {@link beside} that a selector selects. */
export async function selected<T extends { metadata?: { labels?: Record<string, string> } }>(
  look: Look,
  kind: Kind<T>,
  { namespace, selector }: { namespace: string; selector: LabelSelector },
  ownership: Ownership,
): Promise<readonly T[]> {
  return (await beside(look, kind, namespace, ownership)).filter(({ metadata }) => selects(selector, metadata?.labels));
}

/** Warnings in a namespace, when the reason will be shown. */
export async function warnings(look: Look, namespace: string, asked = look.why): Promise<readonly Event[]> {
  return asked
    ? ifReadable(look, recentList(look.cluster, kinds.events, { namespace, fieldSelector: 'type=Warning' }))
    : [];
}

/** The pods of a workload that makes them itself, and the warnings around them. */
export async function ownedEvidence(
  look: Look,
  owner: { metadata?: { namespace?: string; uid?: string } },
  ownership: Ownership,
  asked = look.why,
): Promise<PodEvidence> {
  const { namespace = '', uid = '' } = owner.metadata ?? {};
  const [pods, events] = await Promise.all([
    beside(look, kinds.pods, namespace, ownership, asked),
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

/** Evidence explains; that it cannot be had, or not in time, is no reason to have no answer. */
async function ifReadable<T>({ signal }: Look, reading: Promise<T[]>): Promise<readonly T[]> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), EVIDENCE_MS);
  const { promise: ended, resolve } = Promise.withResolvers<readonly T[]>();
  const end = () => resolve([]);
  const both = AbortSignal.any([signal, late.signal]);
  both.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([reading, ended]);
  } catch (error) {
    if (error instanceof ClusterError) return [];
    throw error;
  } finally {
    clearTimeout(timer);
    both.removeEventListener('abort', end);
  }
}
