import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

const LABELLED = '--selector=shakedown-test=fault';

/** Kinds outside of namespaces whose faults keep namespaces from being deleted: they go first. */
const FIRST = 'apiservices,validatingwebhookconfigurations,mutatingwebhookconfigurations';

/** Removes the namespaces of faults, what is theirs outside of namespaces, and their pods in kube-system, and returns when they are deleted. */
export async function removeSeeds({ kubectl }: LocalCluster): Promise<void> {
  await kubectl(['delete', FIRST, LABELLED]);
  await kubectl(['delete', 'pods', '--namespace=kube-system', LABELLED]);
  const columns = '--output=jsonpath={range .items[*]}{.metadata.namespace} {.metadata.name}{"\\n"}{end}';
  const held = await kubectl(['get', 'configmaps', '--all-namespaces', LABELLED, columns]);
  for (const line of held.split('\n').filter(Boolean)) {
    const [namespace = '', name = ''] = line.split(' ');
    await kubectl([
      'patch',
      'configmap',
      '-n',
      namespace,
      name,
      '--type=merge',
      '--patch={"metadata":{"finalizers":null}}',
    ]);
  }
  await kubectl(['delete', 'namespaces', LABELLED]);
  await kubectl(['delete', 'customresourcedefinitions,storageclasses,ingressclasses', LABELLED]);
}
