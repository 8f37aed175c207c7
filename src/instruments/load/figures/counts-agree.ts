import type { CheckVerdict } from '../../../results/model.ts';
import type { LoadAccount } from './account.ts';

/**
 * Whether Locust and the target have counted the same requests. Requests that Locust aborted at the end may have reached the
 * target or not; everything else must agree. If Locust drops the ramp-up, the counts of its workers still include it.
 * Pure.
 * @param served requests that the target has ended since before the load.
 */
export function countsAgree({ total, generators, run }: LoadAccount, served: number): CheckVerdict {
  const aborted = generators.reduce((all, one) => all + one.aborted, 0);
  const isWhole = run?.countedFrom === undefined;
  const counted = isWhole ? total.num_requests : generators.reduce((all, one) => all + one.finished, -aborted);
  const unexplained = served < counted ? counted - served : Math.max(0, served - counted - aborted);
  const made = `${isWhole ? 'Locust' : 'the workers'} counted ${counted} requests`;
  const kept = isWhole ? '' : ` (Locust kept ${total.num_requests})`;
  const counts = `${made}${kept}${aborted > 0 ? ` and aborted ${aborted}` : ''}, the target ${served}`;
  if (unexplained === 0) return { status: 'passed', code: 'LOAD_COUNTS_AGREE', message: counts };
  return { status: 'failed', code: 'LOAD_COUNTS_DIFFER', message: `${counts}: ${unexplained} unexplained` };
}
