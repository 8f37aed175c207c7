import { kinds, type Pod } from '../../../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../../../cluster/rights/rights.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { belongingOf, type Belonging } from './belonging.ts';
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
  type Owner,
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
  /** To whom the Service belongs, if nobody was found. */
  readonly belongs?: Belonging;
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
 * @param owners those of the Service: they tell to whom it belongs where nobody creates pods with these labels now. @default none
 */
export async function findCreators(
  look: Look,
  namespace: string,
  selector: Selector,
  owners: readonly Owner[] = [],
): Promise<Creators> {
  const here = { around: [namespace] };
  const [deployments, statefulSets, daemonSets, jobs] = await Promise.all([
    look.list(kinds.deployments, here),
    look.list(kinds.statefulSets, here),
    look.list(kinds.daemonSets, here),
    look.list(kinds.jobs, here),
  ]);
  const ofIt = <T extends { metadata?: { namespace?: string } }>(objects: readonly T[]) =>
    objects.filter(({ metadata }) => metadata?.namespace === namespace);
  const common = [
    ...ofIt(deployments).map(ofDeployment),
    ...ofIt(statefulSets).map(ofStatefulSet),
    ...ofIt(daemonSets).map(ofDaemonSet),
    ...ofIt(jobs).map(ofJob),
  ];
  const found = common.filter((one) => creates(one, selector));
  if (found.some(({ idle }) => idle(selector) === undefined)) return { found, unread: [] };

  const [replicaSets, controllers, cronJobs] = await Promise.all([
    look.list(kinds.replicaSets, { namespace }),
    look.list(kinds.replicationControllers, { namespace }),
    look.list(kinds.cronJobs, { namespace }),
  ]);
  const byUid = new Map(common.map((one) => [one.uid, one]));
  if (found.length > 0) {
    // Another controller may have taken over the pods, and may have scaled this one to zero for that, as Argo Rollouts does.
    const successors = [...replicaSets.map(ofReplicaSet), ...controllers.map(ofReplicationController)].filter(
      (one) => creates(one, selector) && one.idle(selector) === undefined && !byUid.has(one.owner?.uid ?? ''),
    );
    return { found: [...found, ...successors], unread: [] };
  }
  const rarer = [
    ...replicaSets.map(ofReplicaSet),
    ...controllers.map(ofReplicationController),
    ...cronJobs.map(ofCronJob),
  ].filter((one) => creates(one, selector));
  // Beside a CronJob, a workload of another kind may have the same labels.
  const isKnown = rarer.length > 0 && rarer.every(({ owner }) => owner && byUid.has(owner.uid));
  if (isKnown) return { found: rarer.map((one) => ofItsOwner(one, byUid)), unread: [] };

  const custom = await surroundingsOf(look.cluster, namespace, look.why);
  const controlled = [...replicaSets.map(ofReplicaSet), ...controllers.map(ofReplicationController)];
  const scheduled = cronJobs.map(ofCronJob);
  const all = withKeys([...common, ...controlled, ...scheduled, ...custom.creators]);
  const creators = withCustom(rarer, byUid, custom, selector);
  const around = { pods: custom.pods, creators: all };
  if (creators.found.length > 0) return { ...creators, around };
  const belongs = await belongingOf(look.cluster, { namespace, selector, owners, ...around });
  return { ...creators, around, ...(belongs && { belongs }) };
}

/** The creators by their uid; further ones of the same object, which has several templates, have longer keys. */
function withKeys(creators: readonly PodCreator[]): Map<string, PodCreator> {
  const all = new Map<string, PodCreator>();
  for (const [index, one] of creators.entries()) all.set(all.has(one.uid) ? `${one.uid}/${index}` : one.uid, one);
  return all;
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
