import type { AnyObject } from '../../cluster/any-object.ts';
import { suiteLabels } from '../suite-labels.ts';

/** Whose an object is, as its labels say. Anything that the suite did not create, or not for a run, is somebody else's. */
export type Owner = 'this run' | 'another run' | 'somebody else';

/**
 * What is done with an object that exists already under the name of one that is to be created.
 * - `keep`: it is left as it is, now and at the end of the run.
 * - `replace`: it is deleted with all that belongs to it, and created anew.
 * - `replace if dead`: so too, unless the Lease of its run, or its age, says that this run lives.
 * - `fail`: nothing is created.
 */
export type Treatment = 'keep' | 'replace' | 'replace if dead' | 'fail';

/** How objects are created where some may exist already, by whose they are. This run's own are kept. */
export interface ExistingPolicy {
  /** Looks before it creates: who may not create an object may well find it. */
  readonly lookFirst: boolean;
  /** An object that is being deleted already is waited for and then created anew, unless this says to fail. */
  readonly existing: Readonly<Record<Exclude<Owner, 'this run'>, Treatment>>;
  /** How long what is replaced, or is being deleted already, may take to go, in milliseconds. */
  readonly deletedWithinMs: number;
  /** Whether what is replaced goes before what belongs to it, or after that. */
  readonly propagation: 'Background' | 'Foreground';
}

/** How objects are created. */
export type CreatePolicy =
  | ExistingPolicy
  /** Whatever exists is changed to what the manifest says, by server-side apply. */
  | 'apply';

/**
 * What checks create. One run has the cluster to itself, so what another run created is what a killed one left. Pods get up to 30 s by
 * default to end, and the garbage collector and a kubelet that is busy take their part.
 */
export const forChecks: ExistingPolicy = {
  lookFirst: false,
  existing: { 'another run': 'replace', 'somebody else': 'fail' },
  deletedWithinMs: 90_000,
  propagation: 'Foreground',
};

/** A namespace that something is created in: whoever created it, it will do. */
export const forNamespaces: ExistingPolicy = {
  lookFirst: true,
  existing: { 'another run': 'keep', 'somebody else': 'keep' },
  deletedWithinMs: 90_000,
  propagation: 'Background',
};

/** What has to exist before a run may begin, when it does not have the cluster to itself yet. */
export const forPrerequisites: ExistingPolicy = {
  lookFirst: true,
  existing: { 'another run': 'replace if dead', 'somebody else': 'keep' },
  deletedWithinMs: 60_000,
  propagation: 'Background',
};

/** What belongs to users once it exists, and what they may have changed since. */
export const forUsers: ExistingPolicy = { ...forNamespaces, lookFirst: false };

/** Whose an object is, as its labels say; pure. */
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
