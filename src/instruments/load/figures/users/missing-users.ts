import type { LoadAccount } from '../account.ts';
import { inTime, isLong, seconds, several, stretches, type Period } from './presence.ts';
import type { ValidityIssue } from '../validity-issue.ts';
import type { ValidityLimits } from '../validity-limits.ts';

/**
 * Users that Locust asked for and that did not run: a user that its script ends (StopUser, an exception in `on_start`, `stop()`) is not
 * replaced, and the requests of the others do not show that it is missing. Also users of the load spec that Locust never asked for. Pure.
 */
export function missingUsers(
  { presence, run }: LoadAccount,
  limits: Pick<ValidityLimits, 'userShare'>,
): ValidityIssue[] {
  if (run?.settled && presence.length === 0)
    return [{ code: 'LOAD_USERS_MISSING', reason: 'no worker has reported any user: nothing says that one ran' }];
  const worst = worstOf(presence, limits.userShare);
  if (worst) return [{ code: 'LOAD_USERS_MISSING', reason: inWords(worst, run) }];
  const most = Math.max(0, ...presence.map(([, , , asked]) => asked));
  if (!run || run.shape || presence.length === 0 || most >= run.users * limits.userShare) return [];
  const reason = `Locust started ${several(most)} of the ${run.users} requested users: the fixed counts of the script's user classes, or the ramp-up, allow no more`;
  return [{ code: 'LOAD_USERS_MISSING', reason }];
}

/** The period with the most missing users, of all that belong to a stretch that is too long to be let pass. */
function worstOf(presence: readonly Period[], userShare: number): Period | undefined {
  const found = stretches(presence, ([, , running, asked]) => running < asked * userShare);
  const sum = (figure: (period: Period) => number) => presence.reduce((total, period) => total + figure(period), 0);
  const tooFew = sum(ranIn) < sum(askedIn) * userShare;
  const periods = (tooFew ? found : found.filter(isLong)).flat();
  return periods.toSorted((a, b) => askedIn(b) - ranIn(b) - (askedIn(a) - ranIn(a)))[0];
}

const ranIn = (period: Period) => period[2] * seconds(period);
const askedIn = (period: Period) => period[3] * seconds(period);

function inWords(period: Period, run: LoadAccount['run']): string {
  const [, , running, asked] = period;
  const ran = running === 0 ? 'none' : `only ${several(running)}`;
  return `${ran} of ${several(asked)} users ran ${inTime(period, run)}: users left, or did not start`;
}
