import type { Deployment, Event, Pod } from '../../../cluster/kinds/kinds.ts';
import { formatObject } from '../../../cluster/kinds/paths.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { notYet, type Observation } from '../../../conditions/waiting/condition.ts';
import { whyNotCreated } from '../../../diagnosis/not-created.ts';
import { rootCause } from '../../../diagnosis/root-cause.ts';
import { counts, several } from '../../../conditions/workloads/counts.ts';
import type { KarpenterCondition } from '../find/karpenter.ts';
import type { Step } from '../timeline/terms.ts';
import { isReady, isUnschedulable, nodesOfPods } from '../timeline/timeline.ts';
import { limitText, quoted } from './texts.ts';
import type { StageSeen } from './stage-seen.ts';

type NotYet = Extract<Observation, { state: 'not yet' }>;

/** Why a step is not done, as far as it was read; pure. What a pod's place says comes first: without it the autoscaler is not at fault. */
export function whyNot(step: Step, seen: StageSeen): NotYet {
  const { timeline, pods } = seen;
  const early = pods.find(({ spec }) => spec?.nodeName !== undefined && timeline.before.has(spec.nodeName));
  if (early && step !== 'removed') {
    const text = `pod ${nameOf(early)} found room on node ${early.spec?.nodeName}, which was there before: no node had to be added`;
    return { ...notYet(text), isUnjudged: true };
  }
  return REASONS[step](seen);
}

const REASONS: Readonly<Record<Step, (seen: StageSeen) => NotYet>> = {
  asked: notAsked,
  registered: notRegistered,
  ready: notReady,
  running: ({ pods, events }) => notYet(rootCause({ pods, events })?.text ?? 'its pods do not run yet'),
  removed: notRemoved,
};

function notAsked({ autoscaler, timeline, name: of, wanted, pods, events, why, tooLarge }: StageSeen): NotYet {
  const { make, name, controller } = autoscaler;
  if (pods.length === 0)
    return notYet(`its pods cannot be created: ${whyNotCreated(events, [of]) ?? 'no ReplicaSet has said why'}`);
  if (!pods.some(isUnschedulable) && timeline.nodes.length === 0)
    return notYet(rootCause({ pods, events })?.text ?? 'its pods have no node');
  const deployed = why?.controller;
  if (why && controller && (deployed?.status?.readyReplicas ?? 0) === 0) {
    const at = `${controller.namespace}/${controller.name}`;
    const text = deployed ? `its Deployment ${at} has no ready pod` : `its Deployment ${at} does not exist`;
    const todo = `kubectl -n ${controller.namespace} describe deployment ${controller.name}`;
    return { ...notYet(`no node was asked for: ${text}`), counts: replicasOf(deployed), todo };
  }
  const said = newest(events, make === 'Karpenter' ? isOfKarpenter : isOfClusterAutoscaler);
  const limit = why?.pool && limitText(why.pool, said);
  if (limit !== undefined)
    return {
      ...notYet(`${name} has reached its limit`),
      counts: limit,
      todo: `raise spec.limits of the NodePool, or remove nodes of it: kubectl describe nodepool ${autoscaler.pool?.name}`,
    };
  const some = timeline.nodes.length > 0 ? `only ${timeline.nodes.length} of ${wanted} nodes were` : 'no node was';
  const text = `${some} asked for${said === undefined ? '' : `: ${make} says: ${quoted(said)}`}`;
  return tooLarge === undefined ? notYet(text) : { ...notYet(`${text}; ${tooLarge}`), isUnjudged: true };
}

function notRegistered({ timeline, claims, autoscaler, wanted }: StageSeen): NotYet {
  const waiting = timeline.nodes.find(({ claim, registered }) => claim !== undefined && registered === undefined);
  const registered = timeline.nodes.filter((node) => node.registered !== undefined).length;
  if (!waiting) return notYet(`${registered} of ${several(wanted, 'node')} joined the cluster`);
  const claim = claims.find(({ metadata }) => metadata?.name === waiting.claim);
  const todo = `kubectl describe nodeclaim ${waiting.claim}`;
  if (!claim) return { ...notYet(`NodeClaim ${waiting.claim} was deleted before its node joined the cluster`), todo };
  const { conditions = [] } = claim.status ?? {};
  const refused = conditions.find(({ type, status }) => type === 'Launched' && status !== 'True');
  const doing = refused ? 'was not launched' : 'has not joined the cluster';
  const told = messageOf(refused ?? conditions.find(({ type }) => type === 'Registered'));
  return { ...notYet(`the node of NodeClaim ${waiting.claim} ${doing}${told}`), counts: autoscaler.name, todo };
}

function notReady({ timeline, nodes }: StageSeen): NotYet {
  const waiting = timeline.nodes.find(({ node, ready }) => node !== undefined && ready === undefined);
  const node = nodes.find(({ metadata }) => metadata?.name === waiting?.node);
  if (!node) return notYet('a node that had joined is gone again');
  const condition = node.status?.conditions?.find(({ type }) => type === 'Ready');
  const told = condition ? messageOf(condition) : ': its kubelet has not reported';
  const todo = `kubectl describe node ${waiting?.node}`;
  return { ...notYet(`node ${waiting?.node} has joined the cluster, and is not Ready${told}`), todo };
}

function notRemoved({ timeline, nodes, autoscaler: { make }, others, why }: StageSeen): NotYet {
  const left = nodesOfPods(timeline).find(({ removed, kept }) => (removed ?? kept) === undefined);
  const name = left?.node ?? left?.claim ?? '';
  const node = nodes.find(({ metadata }) => metadata?.name === name);
  const todo = `kubectl describe node ${name}`;
  const onIt = others.filter(({ spec }) => spec?.nodeName === name);
  const [other] = onIt;
  if (other) {
    const counts = `pods of others on it: ${onIt.length}`;
    const text = `node ${name} is still there, because pod ${nameOf(other)} of others runs on it`;
    return { ...notYet(text), counts, todo, isUnjudged: true };
  }
  const said = newest(
    why?.ofNodes ?? [],
    ({ involvedObject: { name: about } }) => about === name || about === left?.claim,
  );
  const unwell = node && !isReady(node) ? ', and is not Ready' : '';
  return {
    ...notYet(`node ${name} is still there${unwell}${said === undefined ? '' : `: ${make} says: ${quoted(said)}`}`),
    todo,
  };
}

/** The message of the newest event that says something. */
function newest(events: readonly Event[], is: (event: Event) => boolean): string | undefined {
  return events
    .filter((event) => is(event) && event.message)
    .toSorted((a, b) => (b.lastTimestamp ?? '').localeCompare(a.lastTimestamp ?? ''))[0]?.message;
}

function isOfKarpenter({ reason, source, reportingComponent }: Event): boolean {
  return reason === 'FailedScheduling' && (source?.component === 'karpenter' || reportingComponent === 'karpenter');
}

function isOfClusterAutoscaler({ reason }: Event): boolean {
  return reason === 'NotTriggerScaleUp' || reason === 'FailedScaleUp';
}

function messageOf(condition: Pick<KarpenterCondition, 'message' | 'reason'> | undefined): string {
  const text = condition?.message || condition?.reason;
  return text ? `: ${quoted(text)}` : '';
}

function replicasOf({ spec, status }: Partial<Deployment> = {}): string {
  return counts({ desired: spec?.replicas, ready: status?.readyReplicas });
}

function nameOf({ metadata }: Pod): string {
  return formatObject(kinds.pods, { namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' }).replace(
    /^pod /,
    '',
  );
}
