import type { CheckVerdict } from '../../../results/model.ts';
import { judgeRequests, type Disturbed } from '../verdict/judge-requests.ts';
import type { ShortBudget } from './short-budgets.ts';

/** What was seen of the restart of an application. */
export interface RestartedApplication extends Disturbed {
  /** Its budgets that had fewer healthy pods than they demand. */
  short: readonly ShortBudget[];
}

/** Whether an application was restarted without harm, and if not, why; pure. */
export function judgeApplication(seen: RestartedApplication): CheckVerdict {
  const ofRequests = judgeRequests(seen);
  const [short] = seen.short;
  if (ofRequests.status === 'failed' || !short) return ofRequests;
  const { namespace, workload } = seen;
  return {
    status: 'failed',
    code: 'BUDGET_VIOLATED',
    message: `poddisruptionbudget ${namespace}/${short.name} demands more healthy pods than the rolling update of ${workload} leaves`,
    counts: `${short.healthy} healthy, ${short.demanded} demanded`,
    todo: `lower maxUnavailable of its update strategy: kubectl -n ${namespace} get ${workload} -o yaml`,
  };
}

/** How the containers of the pods ended, in one sentence; `undefined` when none has. Pure. */
export function formatEnds({ pods }: Pick<RestartedApplication, 'pods'>): string | undefined {
  const codes = Map.groupBy(
    pods.filter(({ exitCode }) => exitCode !== undefined),
    ({ exitCode }) => exitCode,
  );
  if (codes.size === 0) return undefined;
  const parts = [...codes].map(([code, { length }]) => `${length} with exit code ${code}`);
  return `${pods.length} pods ended: ${parts.join(', ')}`;
}
