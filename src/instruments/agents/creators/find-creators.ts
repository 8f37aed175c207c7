import { kinds, type Pod } from '../../../cluster/kinds.ts';
import { looksAt, type Right } from '../../../cluster/rights.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { customCreatorRights, surroundingsOf, type Surroundings } from './surroundings.ts';
import {
  creates,
  ofCronJob,
  ofDaemonSet,
  ofDeployment,
  ofJob,
  ofReplicaSet,
  ofReplicationController,
  ofStatefulSet,
  type PodCreator,
  type Selector,
} from './pod-creator.ts';
import { ofItsOwner } from './revision.ts';

/** Who creates the pods that a Service selects. */
export interface Creators {
  readonly found: readonly PodCreator[];
  /** Why there may be others that were not found. */
  readonly unread: readonly string[];
  /** All pods of the namespace, and the creators that were found, by their uid; if nobody was found at first. */
  readonly around?: { pods: readonly Pod[]; creators: ReadonlyMap<string, PodCreator> };
}

/** The permissions to find them. */
export const creatorRights: readonly Right[] = [
  ...[kinds.deployments, kinds.statefulSets, kinds.daemonSets, kinds.jobs],
  ...[kinds.replicaSets, kinds.replicationControllers, kinds.cronJobs],
]
  .map(looksAt)
  .concat(customCreatorRights);

/**
 * Finds who creates the pods with these labels in a namespace. Rarer kinds are only read if none of the common ones has them and should have pods: a Service that
 * does not work costs a few LISTs, and all others none.
 */
export async function findCreators(look: Look, namespace: string, selector: Selector): Promise<Creators> {
  const around = { around: [namespace] };
  const [deployments, statefulSets, daemonSets, jobs] = await Promise.all([
    look.list(kinds.deployments, around),
    look.list(kinds.statefulSets, around),
    look.list(kinds.daemonSets, around),
    look.list(kinds.jobs, around),
  ]);
  const here = <T extends { metadata?: { namespace?: string } }>(objects: readonly T[]) =>
    objects.filter(({ metadata }) => metadata?.namespace === namespace);
  const common = [
    ...here(deployments).map(ofDeployment),
    ...here(statefulSets).map(ofStatefulSet),
    ...here(daemonSets).map(ofDaemonSet),
    ...here(jobs).map(ofJob),
  ];
  const found = common.filter((one) => creates(one, selector));
  if (found.some(({ idle }) => idle(selector) === undefined)) return { found, unread: [] };

  const [replicaSets, controllers, cronJobs] = await Promise.all([
    look.list(kinds.replicaSets, { namespace }),
    look.list(kinds.replicationControllers, { namespace }),
    look.list(kinds.cronJobs, { namespace }),
  ]);
  const owners = new Map(common.map((one) => [one.uid, one]));
  if (found.length > 0) {
    // Another controller may have taken over the pods, and may have scaled this one to zero for that, as Argo Rollouts does.
    const successors = [...replicaSets.map(ofReplicaSet), ...controllers.map(ofReplicationController)].filter(
      (one) => creates(one, selector) && one.idle(selector) === undefined && !owners.has(one.owner?.uid ?? ''),
    );
    return { found: [...found, ...successors], unread: [] };
  }
  const rarer = [
    ...replicaSets.map(ofReplicaSet),
    ...controllers.map(ofReplicationController),
    ...cronJobs.map(ofCronJob),
  ].filter((one) => creates(one, selector));
  const revisions = rarer.filter(({ isRevision }) => isRevision);
  const isKnown = revisions.every(({ owner }) => owner && owners.has(owner.uid));
  if (rarer.length > 0 && isKnown) return { found: rarer.map((one) => ofItsOwner(one, owners)), unread: [] };

  const custom = await surroundingsOf(look.cluster, namespace, look.why);
  const known = [...common, ...replicaSets.map(ofReplicaSet), ...controllers.map(ofReplicationController)];
  const byUid = new Map([...known, ...custom.creators].map((one) => [one.uid, one]));
  return { ...withCustom(rarer, owners, custom, selector), around: { pods: custom.pods, creators: byUid } };
}

function withCustom(
  rarer: readonly PodCreator[],
  common: ReadonlyMap<string, PodCreator>,
  custom: Surroundings,
  selector: Selector,
): Creators {
  const owners = new Map([...common, ...custom.creators.map((one) => [one.uid, one] as const)]);
  const lost = rarer.filter(({ isRevision, owner }) => isRevision && owner && !owners.has(owner.uid));
  const revised = rarer.filter((one) => !lost.includes(one)).map((one) => ofItsOwner(one, owners));
  const direct = custom.creators.filter((one) => creates(one, selector));
  // A revision stands for its owner.
  const own = new Set(rarer.flatMap(({ owner }) => owner?.uid ?? []));
  return {
    found: [...revised, ...direct.filter(({ uid }) => !own.has(uid))],
    unread: [
      ...lost.map(
        ({ name, owner }) => `${name} belongs to ${owner?.kind.toLowerCase()} ${owner?.name}, which is not known`,
      ),
      ...custom.unread,
    ],
  };
}
