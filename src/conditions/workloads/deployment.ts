import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type Deployment, type Pod, type ReplicaSet } from '../../cluster/kinds/kinds.ts';
import { lastWrite } from '../../cluster/trimmed.ts';
import { notYet, type Condition, type Look, type Observation } from '../waiting/condition.ts';
import { several } from './counts.ts';
import { deploymentFailure, deploymentRollout } from './rollout/deployment-rollout.ts';
import { isTerminating, judgeMissing, judgeRollout, MAY_BE_WELL } from './judge-workload.ts';
import { asksForPods, historyOf, lastChange, ownedBy, timesOf } from './read-pods.ts';
import { claimEvents, warnings } from './read-events.ts';
import { relatedObjects, unreadOf } from './related-objects.ts';
import { rightsFor, scopeOf, type Ownership } from './ownership.ts';
import { withLog } from './read-log.ts';
import { oldPodsOf } from './recreate.ts';
import { onlyReserved, reservedNodes } from './reserved-nodes.ts';
import { isObserved } from './rollout/rollout.ts';
import { withoutLeftovers } from '../../diagnosis/leftovers.ts';
import { NO_EVIDENCE, rootCause, type PodEvidence, type RootCause } from '../../diagnosis/root-cause.ts';

/** A Deployment as a condition sees it. */
export interface DeploymentSeen {
  deployment: Deployment | undefined;
  /** The pods of its current template. */
  evidence: PodEvidence;
  /** Its other pods. */
  older?: readonly Pod[];
  /** Of a Deployment of this run: why no node takes its pods, although nothing is wrong with the nodes. */
  noNode?: string | undefined;
}

/**
 * What can be waited for of a Deployment.
 * @example await cluster.until(deployment({ namespace: 'shop', name: 'web' }).hasReplicas(3), { within: '2m' });
 */
export function deployment(ref: Ref & { namespace: string }) {
  const name = `deployment ${ref.namespace}/${ref.name}`;
  const condition = (
    title: string,
    ownership: Ownership,
    judge: (seen: DeploymentSeen) => Observation,
  ): Condition<DeploymentSeen> => ({
    title,
    rights: rightsFor(ownership, kinds.deployments, kinds.replicaSets, kinds.pods, kinds.events),
    todo: `kubectl -n ${ref.namespace} describe deployment ${ref.name}`,
    read: (look) => readDeployment(look, ref, ownership),
    judge,
    writtenAt: ({ deployment: seen }) => lastWrite(seen),
  });
  return {
    /** Rolled out to its current template, with its desired replicas, whatever their number. */
    hasDesiredReplicas: (ownership: Ownership = {}) =>
      condition(`${name} is at its desired replicas`, ownership, (seen) => judgeDeployment(ref, seen, ownership)),
    /** A Deployment of this run: rolled out to its current template, with exactly this number of replicas. */
    hasReplicas: (replicas: number) =>
      condition(`${name} has ${several(replicas, 'replica')}`, { ours: true }, (seen) =>
        judgeDeployment(ref, seen, { ours: true }, replicas),
      ),
  };
}

async function readDeployment(
  look: Look,
  ref: Ref & { namespace: string },
  ownership: Ownership,
): Promise<DeploymentSeen> {
  const seen = await look.get(kinds.deployments, ref, scopeOf(ownership));
  if (!seen) return { deployment: seen, evidence: NO_EVIDENCE };
  const { done, size } = deploymentRollout(seen);
  const asked = asksForPods(look, seen, ownership, done);
  if (done && !asked) return { deployment: seen, evidence: NO_EVIDENCE };
  const withEvents = asked && (look.why || !done);
  const since = asked ? lastChange(look, seen) : undefined;
  const [replicaSets, pods, events] = await Promise.all([
    relatedObjects(look, kinds.replicaSets, ref.namespace, ownership, asked, since),
    relatedObjects(look, kinds.pods, ref.namespace, ownership, asked, since),
    warnings(look, ref.namespace, withEvents),
  ]);
  // The ReplicaSet of the current template has the revision of the Deployment; the controller writes both.
  const revision = seen.metadata?.annotations?.[REVISION];
  const sets = ownedBy([seen.metadata?.uid ?? ''], replicaSets.items);
  const isCurrent = ({ metadata }: ReplicaSet) => metadata?.annotations?.[REVISION] === revision;
  const uidsOf = (some: readonly ReplicaSet[]) => some.map(({ metadata }) => metadata?.uid ?? '');
  const own = withoutLeftovers(ownedBy(uidsOf(sets.filter(isCurrent)), pods.items), look.date);
  const older = ownedBy(uidsOf(sets.filter((one) => !isCurrent(one))), pods.items);
  const unread = unreadOf([replicaSets, pods], events);
  const ofClaims = await claimEvents(look, ref.namespace, own, withEvents);
  // Its pods have no places of their own, so they are not read between the first look and the last.
  const past =
    done || ownership.ours || !asked ? {} : await historyOf(look, seen, size.desired, { pods: own, ...unread });
  const read = { pods: own, events: [...events.items, ...ofClaims], ...timesOf(look), ...unread, ...past };
  const noNode = ownership.ours && look.why && !done ? await reservedNodes(look, own) : undefined;
  return { deployment: seen, evidence: await withLog(look, ref.namespace, read), older, noNode };
}

const REVISION = 'deployment.kubernetes.io/revision';

/** Judges a Deployment; pure. @param replicas the exact number that it must have. @default the number in its spec */
export function judgeDeployment(
  ref: Ref & { namespace: string },
  { deployment: seen, evidence, older = [], noNode }: DeploymentSeen,
  { ours = false }: Ownership,
  replicas?: number,
): Observation {
  if (!seen || isTerminating(seen)) return judgeMissing({ ours }, seen);
  const rollout = deploymentRollout(seen);
  const asked = seen.spec?.replicas ?? 1;
  if (rollout.done && replicas !== undefined && asked !== replicas)
    return { ...notYet(`it asks for ${several(asked, 'replica')}`, rollout.available), counts: rollout.counts };
  if (noNode !== undefined && !rollout.done)
    return { ...onlyReserved(noNode, rollout.available), counts: rollout.counts };
  const old = rollout.done || !isObserved(seen) ? undefined : oldPodsOf(seen, older, evidence.waitedSince);
  if (old?.isYoung && !ours) return { ...notYet(old.text, rollout.available), ...MAY_BE_WELL, counts: rollout.counts };
  return judgeRollout(
    rollout,
    { ...evidence, cause: causeOf(seen, evidence) ?? old },
    {
      ...{ ours, namespace: ref.namespace, kind: 'Deployment', uid: seen.metadata?.uid },
      minReadySeconds: seen.spec?.minReadySeconds,
      isHeld: isHeld(seen),
    },
  );
}

/** Whether its controller cannot create its pods, or somebody has paused its rollout. */
function isHeld(seen: Deployment): boolean {
  const { cannotCreate } = deploymentFailure(seen);
  return cannotCreate !== undefined || isPausedInRollout(seen);
}

function isPausedInRollout({ spec, status }: Deployment): boolean {
  return spec?.paused === true && (status?.updatedReplicas ?? 0) < (spec.replicas ?? 1);
}

function causeOf(seen: Deployment, evidence: PodEvidence): RootCause | undefined {
  if (!isObserved(seen)) return undefined;
  const { cannotCreate, noProgress, since } = deploymentFailure(seen);
  const describe = `describe deployment ${seen.metadata?.name}`;
  // Somebody paused it: that is no fault of its pods.
  if (isPausedInRollout(seen)) return undefined;
  const inPods = rootCause(evidence);
  if (cannotCreate !== undefined) {
    // Terminating pods still count in a quota: then waiting may help.
    const terminating = evidence.pods.some(({ metadata }) => metadata?.deletionTimestamp !== undefined);
    const hopeless = cannotCreate.includes('exceeded quota') && !terminating;
    return {
      ...{ text: `its pods cannot be created: ${cannotCreate}`, hopeless, todo: describe },
      ...(!terminating && since !== undefined && { stuckSince: since }),
    };
  }
  if (noProgress !== undefined)
    return {
      text: inPods?.text ?? `its rollout makes no progress: ${noProgress}`,
      hopeless: true,
      todo: inPods?.todo ?? describe,
      ...(inPods?.stuckSince !== undefined && { stuckSince: inPods.stuckSince }),
    };
  return inPods;
}
