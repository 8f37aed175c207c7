import type { CheckOptions } from '../../authoring/check-options.ts';
import type { Config } from '../../config/schema.ts';
import { allUsed, type Uses } from '../../instruments/contract/uses.ts';
import { milliseconds } from '../../time/duration.ts';

/** The time in addition to the waits of a check without its own timeout, in milliseconds. */
const BEYOND_SETTLE = 30_000;

/**
 * The timeout of a check's body, in milliseconds: the one in its options, or `time.settle` for each condition that it names, and 30 s more.
 * The time that its instruments need to start is added to both. Pure.
 */
export function allowedTime({ uses, within }: Pick<CheckOptions, 'uses' | 'within'>, config: Config): number {
  const waits = Math.max(1, uses.filter(isCondition).length);
  const body = within ? milliseconds(within) : waits * milliseconds(config.time.settle) + BEYOND_SETTLE;
  const setup = [...allUsed(uses)].map(({ setupTime }) => (setupTime ? milliseconds(setupTime(config)) : 0));
  return setup.reduce((all, one) => all + one, body);
}

/** Whether it is a condition, or a function that returns one, and not an instrument. */
function isCondition(used: Uses): boolean {
  return typeof used === 'function' || 'read' in used;
}
