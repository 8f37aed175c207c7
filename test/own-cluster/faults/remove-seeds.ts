import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** Removes the namespaces of faults, their kinds, and their pods in kube-system, and returns when they are deleted. */
export async function removeSeeds({ kubectl }: LocalCluster): Promise<void> {
  await kubectl(['delete', 'pods', '--namespace=kube-system', '--selector=shakedown-test=fault']);
  await kubectl(['delete', 'namespaces', '--selector=shakedown-test=fault']);
  await kubectl(['delete', 'customresourcedefinitions', '--selector=shakedown-test=fault']);
}
