import type { Kind, Ref } from '../../cluster/kind.ts';
import { formatObject } from '../../cluster/paths.ts';
import { looksAt } from '../../cluster/rights.ts';
import { notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';

/** The part of an object that says why it is still there. */
export interface Remaining {
  metadata?: { deletionTimestamp?: string; finalizers?: readonly string[] };
  spec?: unknown;
  status?: unknown;
}

/**
 * An object of ours is there no more.
 * @example await cluster.until(absent(kinds.deployments, { namespace: 'shop', name: 'web' }), { within: '1m' });
 */
export function absent(kind: Kind, ref: Ref): Condition<Remaining | undefined> {
  const place = ref.namespace === undefined ? '' : `-n ${ref.namespace} `;
  return {
    title: `${formatObject(kind, ref)} is gone`,
    rights: [{ ...looksAt(kind), scope: kind.namespaced ? 'suite' : 'cluster' }],
    todo: `kubectl ${place}get ${kind.resource} ${ref.name} -o yaml`,
    read: async (look) => look.get(kind as Kind<Remaining>, ref),
    judge: judgeAbsent,
  };
}

/** Judges whether an object is gone; pure. */
export function judgeAbsent(seen: Remaining | undefined): Observation {
  if (!seen) return ready();
  const { deletionTimestamp, finalizers = [] } = seen.metadata ?? {};
  if (deletionTimestamp === undefined) return notYet('it is there, and nobody has deleted it');
  const parts = [`it is being deleted since ${deletionTimestamp}`];
  if (finalizers.length > 0) parts.push(`held by ${finalizers.join(', ')}`);
  parts.push(...namespaceTrouble(seen));
  return notYet(parts.join('; '));
}

/** A namespace says what is left in it. */
function namespaceTrouble({ status }: Remaining): string[] {
  const { conditions = [] } = (status ?? {}) as {
    conditions?: readonly { type: string; status: string; message?: string }[];
  };
  return conditions.flatMap(({ type, status: is, message }) =>
    type.startsWith('Namespace') && is === 'True' && message ? [message] : [],
  );
}
