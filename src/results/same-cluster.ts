import type { ClusterFacts } from './model.ts';

/** The default of `cluster.name`, which tells readers nothing. */
const UNNAMED = 'cluster';

/** Whether somebody has given the cluster a name. */
export function isNamed({ name }: Pick<ClusterFacts, 'name'>): boolean {
  return name !== UNNAMED;
}

/** Whether two runs are of one cluster: by its name, which a rebuilt cluster keeps; by its uid where it has no name. */
export function isSameCluster(
  one: Pick<ClusterFacts, 'name' | 'uid'>,
  other: Pick<ClusterFacts, 'name' | 'uid'>,
): boolean {
  return one.name === other.name && (isNamed(one) || (one.uid !== undefined && one.uid === other.uid));
}
