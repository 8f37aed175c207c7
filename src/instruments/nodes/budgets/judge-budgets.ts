import type { CheckVerdict } from '../../../results/model.ts';
import type { BrokenBudget } from './leaving-pods.ts';

/** How many budgets a detail names. */
const MOST = 20;

/** Whether nothing of others was evicted against its budget; pure. */
export function judgeBudgets(broken: readonly BrokenBudget[]): CheckVerdict {
  const [first] = broken;
  if (!first)
    return {
      status: 'passed',
      code: 'NODE_BUDGETS_KEPT',
      message: 'no PodDisruptionBudget was broken by a removed node',
    };
  const { budget, pod } = first;
  const more = broken.length === 1 ? '' : `, and ${broken.length - 1} more`;
  return {
    status: 'failed',
    code: 'NODE_BUDGET_BROKEN',
    message: `PodDisruptionBudget ${budget} was broken while node ${pod.node} with its pod ${pod.name} was removed${more}`,
    counts: `healthy ${first.healthy}, demanded ${first.demanded}`,
    todo: `kubectl -n ${pod.namespace} describe pdb ${budget.split('/')[1]}`,
    detail: broken
      .slice(0, MOST)
      .map((one) => `${one.budget}: ${one.healthy} of ${one.demanded} healthy, pod ${one.pod.name} on ${one.pod.node}`)
      .join('\n'),
  };
}
