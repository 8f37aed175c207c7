import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Discovered, Inventory } from '../spec/inventory.ts';

/**
 * Makes sure that a scope that was narrowed has something in it: a run without the workloads that were meant would pass by what is left.
 * @throws ShakedownError SCOPE_MATCHES_NOTHING
 */
export function refuseEmptyScope({ config: { scope }, namespaces, ...found }: Inventory): void {
  const { namespaces: only, excludeNamespaces: without, labelSelector: labels } = scope;
  const isEmpty = (part: Discovered<unknown>) => 'items' in part && part.items.length === 0;
  if (only.length + without.length > 0 && isEmpty(namespaces))
    throw nothingInScope(scope, 'namespace', {
      see: 'kubectl get namespaces',
      mend: 'scope.namespaces, scope.excludeNamespaces',
    });
  const { deployments, statefulSets, daemonSets, jobs, services, horizontalPodAutoscalers } = found;
  const workloads = [deployments, statefulSets, daemonSets, jobs, services, horizontalPodAutoscalers];
  if (labels !== '' && workloads.every(isEmpty))
    throw nothingInScope(scope, 'workload and no Service', {
      see: `kubectl get all --all-namespaces --selector ${labels}`,
      mend: 'scope.labelSelector',
    });
}

function nothingInScope(
  { namespaces, excludeNamespaces, labelSelector }: Config['scope'],
  what: string,
  { see, mend }: { see: string; mend: string },
): ShakedownError {
  const parts = [
    namespaces.length > 0 ? `namespaces ${namespaces.join(', ')}` : '',
    excludeNamespaces.length > 0 ? `without namespaces ${excludeNamespaces.join(', ')}` : '',
    labelSelector === '' ? '' : `labels ${labelSelector}`,
  ];
  return new ShakedownError('SCOPE_MATCHES_NOTHING', {
    expected: 'scope to hold something that can be judged',
    seen: `no ${what} of the cluster is in the scope: ${parts.filter(Boolean).join(', ')}`,
    todo: `see ${see}, and mend ${mend} of the configuration`,
  });
}
