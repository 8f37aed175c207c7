import type { AnyObject } from '../../cluster/kinds/any-object.ts';
import { suiteLabels } from '../suite-labels.ts';

/** The owner of an object according to its labels. What the suite did not create for a run belongs to somebody else. */
export type Owner = 'this run' | 'another run' | 'somebody else';

/**
 * What to do with an existing object that has the name of the one to create.
 * - `keep`: it stays unchanged, now and at the end of the run.
 * - `replace`: it is deleted with all that it owns, and created again.
 * - `replace if dead`: the same, unless the Lease of its run, or its age, says that its run is alive.
 * - `fail`: nothing is created.
 */
export type Treatment = 'keep' | 'replace' | 'replace if dead' | 'fail';

/** How to create an object when one with its name may exist; it depends on the owner. This run's own objects are kept. */
export interface ExistingPolicy {
  /** Reads the object before creating it: an account without the permission to create may find it. */
  readonly lookFirst: boolean;
  /** What to do by owner. If the existing object is terminating, the deletion is waited for in all cases but `fail`. */
  readonly existing: Readonly<Record<Exclude<Owner, 'this run'>, Treatment>>;
  /** Timeout for the deletion of the existing object, in milliseconds. */
  readonly deletedWithinMs: number;
  /** Whether a replaced object is deleted before the objects that it owns, or after them. */
  readonly propagation: 'Background' | 'Foreground';
}

/** How objects are created. */
export type CreatePolicy =
  | ExistingPolicy
  /** An existing object is changed to match the manifest, by server-side apply. */
  | 'apply';

/**
 * For objects of checks. A run is alone in the cluster, so objects of other runs are leftovers of killed ones. The timeout covers the 30 s
 * that pods have by default to end, the garbage collector, and a busy kubelet.
 */
export const forChecks: ExistingPolicy = {
  lookFirst: false,
  existing: { 'another run': 'replace', 'somebody else': 'fail' },
  deletedWithinMs: 90_000,
  propagation: 'Foreground',
};

/** For the namespace of another object: an existing one is used, whoever created it. */
export const forNamespaces: ExistingPolicy = {
  lookFirst: true,
  existing: { 'another run': 'keep', 'somebody else': 'keep' },
  deletedWithinMs: 90_000,
  propagation: 'Background',
};

/** For objects that must exist before a run begins, while another run may still be in the cluster. */
export const forPrerequisites: ExistingPolicy = {
  lookFirst: true,
  existing: { 'another run': 'replace if dead', 'somebody else': 'keep' },
  deletedWithinMs: 60_000,
  propagation: 'Background',
};

/** For objects that belong to users as soon as they exist: users may have changed them since. */
export const forUsers: ExistingPolicy = { ...forNamespaces, lookFirst: false };

/** The owner of an object according to its labels; pure. */
export function ownerOf(object: AnyObject, runId: string): Owner {
  const run = runOf(object);
  if (run === undefined) return 'somebody else';
  return run === runId ? 'this run' : 'another run';
}

/** The run that created an object; `undefined` when none did; pure. */
export function runOf({ metadata }: AnyObject): string | undefined {
  const { labels } = metadata ?? {};
  return labels?.[suiteLabels.managedByLabel] === suiteLabels.managedBy ? labels[suiteLabels.runLabel] : undefined;
}
