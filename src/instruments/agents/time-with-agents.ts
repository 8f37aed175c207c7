import type { Config } from '../../config/schema.ts';
import { milliseconds, type Duration } from '../../time/duration.ts';

/** The time for measuring and ending, in milliseconds. */
const REST_MS = 45_000;

/** The timeout of a check that uses the probe agents: time to deploy them, and then for the tested objects to settle. */
export function timeWithAgents({ time }: Config): Duration {
  return `${milliseconds(time.rollout) + milliseconds(time.settle) + REST_MS}ms`;
}
