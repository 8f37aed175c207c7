import type { Config } from '../../config/schema.ts';
import { milliseconds, type Duration } from '../../time/duration.ts';

/** What measuring and ending takes at most. */
const REST_MS = 45_000;

/** How long a check that looks through the probe agents may take: until they are deployed, and then until what it looks at has settled. */
export function timeWithAgents({ time }: Config): Duration {
  return `${milliseconds(time.rollout) + milliseconds(time.settle) + REST_MS}ms`;
}
