import { kinds, type Pod } from '../../../cluster/kinds/kinds.ts';
import { notYet, ready, type Condition } from '../../../conditions/waiting/condition.ts';

/** Which pods an app has when a disturbance is over. */
export interface Settled {
  /** The workload: `deployment web`. */
  title: string;
  namespace: string;
  isOf(pod: Pod): boolean;
  /** @default any number */
  replicas?: number;
  /** The uids of pods that must be deleted. A new pod of a StatefulSet has the old one's name. */
  replaced: ReadonlySet<string>;
}

/** The pods that were to end are deleted, and none is terminating; whether the others are ready is for the workload to say. */
export function isSettled(wanted: Settled): Condition<readonly Pod[]> {
  const { title, namespace, isOf } = wanted;
  return {
    title: `the old pods of ${title} in ${namespace} are deleted`,
    rights: [],
    todo: `kubectl -n ${namespace} get pods`,
    read: async (look) => (await look.list(kinds.pods, { namespace })).filter(isOf),
    judge: (pods) => judgeSettled(pods, wanted),
  };
}

/** Judges the pods of an app; pure. */
export function judgeSettled(pods: readonly Pod[], { replicas, replaced }: Pick<Settled, 'replicas' | 'replaced'>) {
  const ending = pods.filter(({ metadata }) => metadata?.deletionTimestamp !== undefined);
  const old = pods.filter(({ metadata }) => replaced.has(metadata?.uid ?? ''));
  const [first] = ending.length > 0 ? ending : old;
  if (first) return notYet(`pod ${first.metadata?.name} is ${ending.length > 0 ? 'terminating' : 'not deleted'}`);
  if (replicas !== undefined && pods.length !== replicas)
    return notYet(`it has ${pods.length} pods instead of ${replicas}`);
  return ready();
}
