import type {
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../../cluster/kinds/kinds.ts';
import { deploymentFailure } from '../../../conditions/workloads/rollout/deployment-rollout.ts';
import {
  addedByCronJob,
  addedByDaemonSet,
  addedByJob,
  addedByNone,
  addedByStatefulSet,
  ordinalOf,
  type AddsLabel,
} from './added-labels.ts';

/** The exact labels that a Service selects by. */
export type Selector = Readonly<Record<string, string>>;

/** An object whose controller creates pods. */
export interface PodCreator {
  /** As in messages: `deployment shop/web`. */
  name: string;
  uid: string;
  /** The labels of all of its pods, as far as its manifest says. */
  labels: Readonly<Record<string, string>>;
  adds: AddsLabel;
  /** Why it intentionally has no pod with these labels now; `undefined` when it should have some. */
  idle(selector: Selector): string | undefined;
  /** Nothing says whether it should have pods now. */
  isUnsure?: true;
  /** Whether a selector has its name in a label of its kind, though its manifest says nothing about the labels of its pods. */
  isNamed?(selector: Selector): boolean;
  /** It is a Job that has ended, and creates no pod any more. */
  hasEnded?: true;
  /** What prevents that it creates pods. */
  trouble?: string;
  /** Who controls it, and with it its number of replicas. */
  owner?: Owner;
  /** Its number of replicas is its owner's decision: it is one of several revisions, and zero means that another one is current. */
  isRevision?: true;
}

/** The controlling owner of an object. */
export interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

/** An object of any kind that may create pods. */
interface Workload {
  metadata?: {
    namespace?: string;
    name?: string;
    uid?: string;
    generation?: number;
    ownerReferences?: readonly (Owner & { controller?: boolean })[];
  };
}

/**
 * Whether pods of the creator may have all of these labels; pure. Each label must be as its manifest says, or one that its controller adds,
 * and at least one of them must be one that other creators' pods do not have by chance.
 */
export function creates({ labels, adds }: Pick<PodCreator, 'labels' | 'adds'>, selector: Selector): boolean {
  const pairs = Object.entries(selector);
  const isIts = ([key, value]: [string, string]) => labels[key] === value || adds(key, value) === 'its own';
  return pairs.some(isIts) && pairs.every((pair) => isIts(pair) || adds(...pair) !== false);
}

/** A Deployment as the creator of its pods. */
export function ofDeployment(deployment: Deployment): PodCreator {
  const { cannotCreate } = deploymentFailure(deployment);
  const at = basics('deployment', deployment, deployment.spec?.template, addedByNone);
  const atZero = deployment.spec?.replicas === 0 ? `${at.name} is scaled to zero` : undefined;
  return { ...at, idle: () => atZero, ...(cannotCreate !== undefined && { trouble: cannotCreate }) };
}

/** A StatefulSet as the creator of its pods; a Service may select a single one of them. */
export function ofStatefulSet(one: StatefulSet): PodCreator {
  const at = basics('statefulset', one, one.spec?.template, addedByStatefulSet(one));
  const { replicas = 1, ordinals } = one.spec ?? {};
  const first = ordinals?.start ?? 0;
  return {
    ...at,
    idle: (selector) => {
      if (replicas === 0) return `${at.name} is scaled to zero`;
      const beyond = Object.entries(selector)
        .map(([key, value]) => ordinalOf(one, key, value))
        .find((ordinal) => ordinal !== undefined && (ordinal < first || ordinal >= first + replicas));
      if (beyond === undefined) return undefined;
      return `${at.name} is scaled to ${replicas}: it has no pod ${one.metadata?.name}-${beyond}`;
    },
  };
}

/** A DaemonSet as the creator of its pods. */
export function ofDaemonSet(one: DaemonSet): PodCreator {
  const at = basics('daemonset', one, one.spec?.template, addedByDaemonSet);
  const { desiredNumberScheduled, observedGeneration } = one.status ?? {};
  const nowhere = desiredNumberScheduled === 0 && observedGeneration === one.metadata?.generation;
  return { ...at, idle: () => (nowhere ? `no node matches ${at.name}` : undefined) };
}

/** A Job as the creator of its pods. One that has ended creates none any more, however it ended: its own check judges that. */
export function ofJob(one: Job): PodCreator {
  const at = basics('job', one, one.spec?.template, addedByJob(one));
  const has = (type: string) => one.status?.conditions?.some((is) => is.type === type && is.status === 'True');
  const ended = has('Complete')
    ? `${at.name} has completed`
    : has('Failed')
      ? `${at.name} has failed`
      : one.spec?.suspend
        ? `${at.name} is suspended`
        : undefined;
  const isOver = has('Complete') || has('Failed');
  return { ...at, idle: () => ended, ...(isOver && { hasEnded: true as const }) };
}

/** A CronJob as the creator of the pods of its Jobs. */
export function ofCronJob(one: CronJob): PodCreator {
  const at = basics('cronjob', one, one.spec?.jobTemplate.spec?.template, addedByCronJob(one));
  const isRunning = (one.status?.active ?? []).length > 0;
  const between = one.spec?.suspend ? `${at.name} is suspended` : `${at.name} is between two runs`;
  return { ...at, idle: () => (isRunning ? undefined : between) };
}

/** A ReplicaSet as the creator of its pods. */
export function ofReplicaSet(one: ReplicaSet): PodCreator {
  return revision('replicaset', one, one.spec?.template, one.spec?.replicas);
}

/** A ReplicationController as the creator of its pods. */
export function ofReplicationController(one: ReplicationController): PodCreator {
  return revision('replicationcontroller', one, one.spec?.template, one.spec?.replicas);
}

type Template = { metadata?: { labels?: Record<string, string> } } | undefined;

function revision(kind: string, one: Workload, template: Template, replicas: number | undefined): PodCreator {
  const at = basics(kind, one, template, addedByNone);
  const atZero = replicas === 0 ? `${at.name} is scaled to zero` : undefined;
  return { ...at, idle: () => atZero, ...(at.owner && { isRevision: true as const }) };
}

function basics(kind: string, { metadata }: Workload, template: Template, adds: AddsLabel): Omit<PodCreator, 'idle'> {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  return {
    name: `${kind} ${metadata?.namespace}/${metadata?.name}`,
    uid: metadata?.uid ?? '',
    labels: template?.metadata?.labels ?? {},
    adds,
    ...(owner && { owner }),
  };
}
