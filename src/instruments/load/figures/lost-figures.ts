import { formatDuration } from '../../../time/duration.ts';
import type { LoadAccount } from './account.ts';
import type { ValidityIssue } from './validity-issue.ts';

/**
 * Figures that are lost: somebody reset them during the load, which is one click on the dashboard, or a script removed requests from them. The
 * remaining ones may be better, or worse, than the whole. Pure.
 */
export function lostFigures(account: LoadAccount): ValidityIssue[] {
  const reset = statsReset(account);
  return reset.length > 0 ? reset : removed(account);
}

function statsReset({ resets, run }: LoadAccount): ValidityIssue[] {
  const last = resets.at(-1);
  if (last === undefined || !run) return [];
  const { startedAt, stoppedAt = Infinity, seconds } = run;
  const when =
    last < stoppedAt - startedAt
      ? `${formatDuration(last)} into the test of ${formatDuration(seconds)}`
      : 'after the test';
  return [{ code: 'LOAD_STATS_RESET', reason: `the figures were reset ${when}: earlier figures are lost` }];
}

/** Figures without the ramp-up have fewer requests, and so have those of workers that were lost. */
function removed({ recorded = 0, total, lost, run }: LoadAccount): ValidityIssue[] {
  if (run?.countedFrom !== undefined || lost.length > 0 || !run?.settled || total.num_requests >= recorded) return [];
  const reason = `Locust's figures have ${total.num_requests} of ${recorded} requests: the script removed the others, or kept them out`;
  return [{ code: 'LOAD_STATS_RESET', reason }];
}
