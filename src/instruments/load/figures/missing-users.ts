import { formatDuration } from '../../../time/duration.ts';
import type { LoadAccount } from './account.ts';
import type { ValidityIssue } from './validity-issue.ts';
import type { ValidityLimits } from './validity-limits.ts';

/** Users may be missing for less than this, in seconds: until a load shape replaces one that has left. */
const SHORT_SECONDS = 3;

type Period = LoadAccount['presence'][number];

/**
 * Users that Locust asked for and that did not run: a user that its script ends (StopUser, an exception in `on_start`, `stop()`) is not
 * replaced, and the requests of the others do not show that it is missing. Also users of the load spec that Locust never asked for. Pure.
 */
export function missingUsers(
  { presence, run }: LoadAccount,
  limits: Pick<ValidityLimits, 'userShare'>,
): ValidityIssue[] {
  const worst = worstStretch(presence, limits.userShare);
  const lasted = run?.stoppedAt === undefined ? Infinity : run.stoppedAt - run.startedAt;
  if (worst) return [{ code: 'LOAD_USERS_MISSING', reason: inWords(worst, lasted) }];
  const most = Math.max(0, ...presence.map(([, , , asked]) => asked));
  if (!run || run.shape || presence.length === 0 || most >= run.users * limits.userShare) return [];
  const reason = `Locust started ${several(most)} of the ${run.users} requested users: the fixed counts of the script's user classes, or the ramp-up, allow no more`;
  return [{ code: 'LOAD_USERS_MISSING', reason }];
}

/** The period with the most missing users, of all that belong to a stretch that is too long to be let pass. */
function worstStretch(presence: readonly Period[], userShare: number): Period | undefined {
  const stretches: Period[][] = [];
  for (const period of presence) {
    const [from, , running, asked] = period;
    if (running >= asked * userShare) continue;
    const last = stretches.at(-1);
    if (last?.at(-1)?.[1] === from) last.push(period);
    else stretches.push([period]);
  }
  const sum = (periods: readonly Period[], figure: (period: Period) => number) =>
    periods.reduce((total, period) => total + figure(period), 0);
  const long = stretches.filter((stretch) => sum(stretch, seconds) >= SHORT_SECONDS);
  const tooFew = sum(presence, ranIn) < sum(presence, askedIn) * userShare;
  const found = tooFew ? stretches.flat() : long.flat();
  return found.toSorted((a, b) => askedIn(b) - ranIn(b) - (askedIn(a) - ranIn(a)))[0];
}

const seconds = ([from, to]: Period) => to - from;
const ranIn = (period: Period) => period[2] * seconds(period);
const askedIn = (period: Period) => period[3] * seconds(period);

/** @param lasted how long the test lasted, in seconds: its last second may be a part of one. */
function inWords([from, to, running, asked]: Period, lasted: number): string {
  const end = Math.max(from, Math.min(to, lasted));
  const ran = running === 0 ? 'none' : `only ${several(running)}`;
  return `${ran} of ${several(asked)} users ran from ${formatDuration(from)} to ${formatDuration(end)} of the test: users left, or did not start`;
}

/** Means of a second may be fractions. */
function several(users: number): string {
  return String(Number(users.toFixed(1)));
}
