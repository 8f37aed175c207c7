import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds, type Pod } from '../../../cluster/kinds/kinds.ts';
import { looksAt, uses, type Right } from '../../../cluster/rights/rights.ts';
import { selects } from '../../../conditions/kinds/label-selector.ts';
import { podDisruptionBudgets, type PodDisruptionBudget } from '../../../conditions/kinds/pod-disruption-budget.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';

/** The permissions to evict pods of the suite, and to see which budget refuses it. */
export const evictionRights: readonly Right[] = [
  uses(kinds.pods, 'eviction', ['create'], 'workloads'),
  looksAt(podDisruptionBudgets),
];

/** How long an eviction is tried again while a budget refuses it, as a drain does, and while the API server fails, in milliseconds. */
const RETRY_MS = 15_000;
const OUTAGE_MS = 60_000;
const BETWEEN_MS = 1_000;

/** The texts by which the API server refuses an eviction: a budget allows none, or more than one selects the pod. */
const BY_BUDGET = /disruption ?budget/i;

/**
 * Evicts a pod as a drain does: through the API that honours PodDisruptionBudgets, and again while one refuses.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 * @throws ShakedownError EVICTION_REFUSED when a budget refuses it all the time; ClusterError
 */
export async function evictPod(cluster: Cluster, pod: Pod, signal: AbortSignal): Promise<void> {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const { clock } = cluster;
  const began = clock.now();
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  for (;;) {
    try {
      await cluster.raw(path, { method: 'POST', body, signal });
      return;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      // The answer to an earlier eviction may have been lost.
      if (error.code === 'CLUSTER_NOT_FOUND') return;
      const isByBudget = BY_BUDGET.test(error.seen);
      if (!isByBudget && !(error.transient && clock.now() - began <= OUTAGE_MS)) throw error;
      if (isByBudget && clock.now() - began > RETRY_MS) {
        const budgets = await cluster.list(podDisruptionBudgets, { namespace }, { signal });
        throw refused(pod, budgetsOf(pod, budgets), error);
      }
    }
    await clock.sleep(BETWEEN_MS, signal);
  }
}

/** The budgets that select a pod; pure. */
export function budgetsOf({ metadata }: Pod, budgets: readonly PodDisruptionBudget[]): PodDisruptionBudget[] {
  return budgets.filter(({ spec }) => spec?.selector && selects(spec.selector, metadata?.labels));
}

function refused({ metadata }: Pod, budgets: readonly PodDisruptionBudget[], cause: ClusterError): ShakedownError {
  const { namespace = '', name } = metadata ?? {};
  const names = budgets.map((budget) => budget.metadata?.name ?? '');
  const [first = ''] = names;
  const seen =
    names.length === 1
      ? `poddisruptionbudget ${namespace}/${first} allows no pod to be evicted although all are ready: no drain of a node ends`
      : names.length > 1
        ? `pod ${name} cannot be evicted: poddisruptionbudgets ${names.slice(0, 3).join(', ')} in ${namespace} select it, and only one may`
        : `pod ${name} cannot be evicted: ${cause.seen}`;
  return new ShakedownError('EVICTION_REFUSED', {
    meaning: 'cluster',
    expected: 'a pod to be evicted',
    seen,
    counts: cause.seen,
    todo: `kubectl -n ${namespace} describe poddisruptionbudget ${names.length === 1 ? first : ''}`.trim(),
    cause,
  });
}
