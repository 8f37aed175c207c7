import type { Pod } from '../../../cluster/kinds/kinds.ts';
import type { PodCreator, Selector } from './pod-creator.ts';

/** What is known about a Service that selects pods by a label that only their app, or its operator, sets while they run. */
export interface RunTimeLabel {
  /** As in messages: `no pod has role=replica now, a label that is set while pods run (pod db-0 has role=primary)`. */
  text: string;
  /**
   * Whether none of its pods has it by design: there is a single one, which has another role. Otherwise, and where the role is that of the leader,
   * which some pod should always have, it is not.
   */
  isByDesign: boolean;
  /** One of the pods that have the other labels. */
  pod: Pod;
  /** Whether the Service is for the one pod that leads. */
  isLeader: boolean;
}

/** What apps call the one of their pods that the others follow. */
const LEADER = /^(active|leader|main|master|primary|read-?write|rw|true|writer|yes)$/i;

/** Names of labels that say what a pod does among others. */
const ROLE = /active|leader|master|mode|primary|replica|role|standby|state/i;

/**
 * Whether the labels that no pod has are such labels: some pods have all others, and another value of these, which is not from the template of their
 * creator. That is how databases and Vault tell their replicas or standbys, of which a single instance has none. Pure.
 * @param creators by their uid. The pods of an owner that is not among them are made one by one, as operators do.
 */
export function runTimeLabel(
  selector: Selector,
  pods: readonly Pod[],
  creators: ReadonlyMap<string, PodCreator>,
): RunTimeLabel | undefined {
  const own = pods.filter(isAlive).filter((pod) => {
    const lacked = lackedBy(selector, pod);
    return lacked.length < Object.keys(selector).length && lacked.every(([key]) => isSetAtRunTime(key, pod, creators));
  });
  const [first] = own;
  const lacked = first ? lackedBy(selector, first) : [];
  if (!first || own.some((pod) => lackedBy(selector, pod).length === 0)) return undefined;
  const has = lacked.map(([key]) => `${key}=${first.metadata?.labels?.[key]}`).join(',');
  const wanted = lacked.map((pair) => pair.join('=')).join(',');
  const isLeader = lacked.some(([, value]) => LEADER.test(value));
  return {
    text: `no pod has ${wanted} now, a label that is set while pods run (pod ${first.metadata?.name} has ${has})`,
    pod: first,
    isByDesign: own.length === 1 && !isLeader,
    isLeader,
  };
}

/** Labels that controllers set, each with values that are known beforehand, or belong to one revision. */
const BY_CONTROLLERS =
  /^(statefulset|apps|batch)\.kubernetes\.io\/|-hash$|^(job-name|controller-uid|pod-template-generation)$/;

/**
 * Why no pod has the labels of a selector, some of which are in the template of a workload, and no template has the others at all: the workload is at
 * zero, and its app or operator may set the others while its pods run, as Vault does. `undefined` when another workload, or a pod, has the same
 * labels, and so should have the others, too. Pure.
 */
export function whyNoneIsLabelled(
  selector: Selector,
  pods: readonly Pod[],
  creators: ReadonlyMap<string, PodCreator>,
): string | undefined {
  const pairs = Object.entries(selector);
  for (const { labels, idle, hasEnded } of creators.values()) {
    const has = pairs.filter(([key, value]) => labels[key] === value);
    const lacks = pairs.filter(([key]) => !Object.hasOwn(labels, key)).map(([key]) => key);
    const atZero = hasEnded ? undefined : idle(selector);
    if (atZero === undefined || has.length === 0 || lacks.length === 0 || has.length + lacks.length < pairs.length)
      continue;
    if (lacks.some((key) => BY_CONTROLLERS.test(key))) continue;
    const isAlike = (its: Readonly<Record<string, string>> = {}) => has.every(([key, value]) => its[key] === value);
    if (pods.some((pod) => isAlive(pod) && isAlike(pod.metadata?.labels))) continue;
    if ([...creators.values()].some((one) => isAlike(one.labels) && one.idle(selector) === undefined)) continue;
    return `${atZero}, and its template has no ${lacks.join(', ')}, which may be set while pods run`;
  }
  return undefined;
}

const isAlive = ({ status }: Pod) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed';

function lackedBy(selector: Selector, { metadata }: Pod): [string, string][] {
  return Object.entries(selector).filter(([key, value]) => metadata?.labels?.[key] !== value);
}

function isSetAtRunTime(key: string, { metadata }: Pod, creators: ReadonlyMap<string, PodCreator>): boolean {
  const value = metadata?.labels?.[key];
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller);
  if (value === undefined || !owner) return false;
  const creator = creators.get(owner.uid);
  if (creator && Object.hasOwn(creator.labels, key)) return false;
  // The template of a known kind says all, but for what its controller adds. Operators that make their pods one by one add other labels, too.
  const added = creator?.adds(key, value);
  return added === false || (added !== 'its own' && ROLE.test(key.slice(key.indexOf('/') + 1)));
}
