import type { LoadAccount } from './account.ts';
import type { EndpointStatistics } from './statistics.ts';
import type { ValidityIssue } from './validity-issue.ts';

/** The share of the requested rate beyond which a test is another one than was asked for. */
const EXCEEDED_SHARE = 1.2;

/**
 * A rate far above the requested one. Requests of users are slowed down to it, whatever their client: a script with other greenlets loads the
 * target as much as it can. Pure.
 */
export function exceededRate({ run }: LoadAccount, all: EndpointStatistics): ValidityIssue[] {
  const asked = run?.rate ?? 0;
  // Where the rate was changed shortly before the end, the figures are those of the rate before, too.
  if (asked === 0 || run?.ratedAt !== undefined || all.rate - all.rateError <= asked * EXCEEDED_SHARE) return [];
  const counted = `${all.rate.toFixed(1)} requests per second were counted, and ${asked} were requested`;
  const why = 'the script makes requests in greenlets that are not slowed down, or reports more than it makes';
  return [{ code: 'LOAD_RATE_EXCEEDED', reason: `${counted}: ${why}` }];
}
