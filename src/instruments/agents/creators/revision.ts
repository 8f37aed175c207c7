import type { PodCreator } from './pod-creator.ts';

/**
 * A ReplicaSet or ReplicationController as its owner wants it; pure. One with an owner is a revision: zero replicas are intended only if the
 * owner is at zero, too. Otherwise another revision has the pods, and what selects this one selects nothing.
 * @param owners by their uid.
 */
export function ofItsOwner(revision: PodCreator, owners: ReadonlyMap<string, PodCreator>): PodCreator {
  const owner = revision.isRevision && revision.owner ? owners.get(revision.owner.uid) : undefined;
  if (!owner || revision.idle({}) === undefined) return revision;
  if (owner.idle({}) !== undefined)
    return { ...revision, idle: () => `${revision.name} is scaled to zero by ${owner.name}` };
  return { ...revision, name: `${revision.name}, an older revision of ${owner.name}`, idle: () => undefined };
}
