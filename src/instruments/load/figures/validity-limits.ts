import type { Config } from '../../../config/schema.ts';
import { milliseconds } from '../../../time/duration.ts';

/** The limits beyond which a generator's figures say more about itself than about the target. */
export interface ValidityLimits {
  /** Share of one core, and of the container's CPU limit, that a worker may use. Locust runs on one core. */
  cpuShare: number;
  /** Share of scheduler periods in which a worker may be throttled. */
  throttledRatio: number;
  /** How late a worker's event loop may be, 99 times of 100, in seconds. */
  lateP99: number;
  /** Share of the requested rate that must be reached, unless the target is the cause. */
  rateShare: number;
  /** Share of the users asked for that must run, at each time of the test. */
  userShare: number;
}

/** The limits by default. */
export const VALIDITY_LIMITS: ValidityLimits = {
  cpuShare: 0.9,
  throttledRatio: 0.1,
  lateP99: 0.05,
  rateShare: 0.95,
  userShare: 0.95,
};

/** The limits of the configuration. */
export function validityLimitsOf({ load }: Config): ValidityLimits {
  const { lateP99, ...rest } = load.truth;
  return { ...rest, lateP99: milliseconds(lateP99) / 1_000 };
}
