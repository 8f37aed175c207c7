import type { Cluster } from '../../../cluster/cluster.ts';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { servedResources } from '../../../cluster/kinds/served-resources.ts';
import type { Owner, PodCreator, Selector } from './pod-creator.ts';
import { readKind } from './surroundings.ts';

/** To whom a Service belongs of which nobody creates the pods now; one of the three. */
export interface Belonging {
  /** Why its owner intentionally has no pods: `cluster shop/db is scaled to zero`. */
  idle?: string;
  /** The owner that should have pods now. */
  wants?: string;
  /** Why it is not known whether its owner should have pods now. */
  unknown?: string;
}

interface Asked {
  namespace: string;
  selector: Selector;
  /** The owners of the Service. */
  owners: readonly Owner[];
  pods: readonly Pod[];
  /** The creators of the namespace; those with an uid as key are found by it. */
  creators: ReadonlyMap<string, PodCreator>;
}

/** Owners of owners that are looked at. */
const DEPTH = 4;

/**
 * To whom a Service belongs: its owners say so, or a label of its selector that has the name of an object of an operator. Operators make pods one by
 * one, so that nothing tells their labels while there are none. `undefined` where nothing says it.
 * @throws ClusterError when the API server does not answer.
 */
export async function belongingOf(cluster: Cluster, asked: Asked): Promise<Belonging | undefined> {
  const { namespace, selector, owners, pods, creators } = asked;
  const named = [...creators.values()].filter((one) => one.isNamed?.(selector));
  const read = await Promise.all(owners.map((owner) => ownerOf(cluster, namespace, owner, pods, creators)));
  const all = [...read.flatMap((one) => one ?? []), ...named.map((one) => stateOf(one, selector, creators))];
  const first = (field: keyof Belonging) => all.find((one) => one[field] !== undefined);
  return first('idle') ?? first('unknown') ?? first('wants');
}

async function ownerOf(
  cluster: Cluster,
  namespace: string,
  { apiVersion, kind, name, uid }: Owner,
  pods: readonly Pod[],
  creators: ReadonlyMap<string, PodCreator>,
): Promise<Belonging | undefined> {
  const known = creators.get(uid);
  if (known) return stateOf(known, {}, creators);
  // The driver of a Spark application is the owner of its Service.
  const pod = pods.find(({ metadata }) => metadata?.uid === uid);
  if (pod) {
    const { phase } = pod.status ?? {};
    const ended = phase === 'Succeeded' || phase === 'Failed';
    return ended ? { idle: `pod ${namespace}/${name} has ended (${phase})` } : { wants: `pod ${namespace}/${name}` };
  }
  const [group = '', version] = apiVersion.split('/');
  if (version === undefined) return undefined;
  const { resources } = await servedResources(cluster);
  const served = resources.find((one) => one.group === group && one.kind === kind && one.namespaced);
  if (!served) return undefined;
  const { creators: found, unread } = await readKind(cluster, served, namespace);
  const [own] = found.filter((one) => one.uid === uid);
  if (own) return stateOf(own, {}, creators);
  return unread.length > 0 ? { unknown: unread.join('; ') } : undefined;
}

/** Whether an object, or one that controls it, intentionally has no pods. */
function stateOf(one: PodCreator, selector: Selector, creators: ReadonlyMap<string, PodCreator>): Belonging {
  let at: PodCreator | undefined = one;
  for (let depth = 0; at && depth < DEPTH; depth += 1) {
    const idle = at.idle(selector);
    if (idle !== undefined) return { idle };
    at = creators.get(at.owner?.uid ?? '');
  }
  return one.isUnsure
    ? { unknown: `whether ${one.name}, to which it belongs, should have pods now is not known` }
    : { wants: one.name };
}
