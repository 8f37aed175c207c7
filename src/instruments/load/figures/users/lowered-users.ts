import type { LoadAccount } from '../account.ts';
import { inTime, isLong, several, stretches } from './presence.ts';
import type { ValidityIssue } from '../validity-issue.ts';
import type { ValidityLimits } from '../validity-limits.ts';

/**
 * Users that Locust was told to end during the test, by `runner.start(1, 1)` of a script or by an edit in the dashboard: fewer users are less
 * load, and the others do not show it. Those of a lost worker are told with the worker. Pure.
 */
export function loweredUsers(
  { presence, lost, run }: LoadAccount,
  { userShare }: Pick<ValidityLimits, 'userShare'>,
): ValidityIssue[] {
  if (!run || run.shape || lost.length > 0) return [];
  const enough = run.users * userShare;
  const rampedUp = presence.findIndex(([, , , asked]) => asked >= enough);
  if (rampedUp < 0) return [];
  const few = stretches(presence.slice(rampedUp), ([, , , asked]) => asked < enough).filter(isLong);
  const [worst] = few.flat().toSorted((a, b) => a[3] - b[3]);
  if (!worst) return [];
  const reason = `Locust was asked for only ${several(worst[3])} of the ${run.users} requested users ${inTime(worst, run)}: the script, or somebody on the dashboard, lowered them`;
  return [{ code: 'LOAD_USERS_MISSING', reason }];
}
