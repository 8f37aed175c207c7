import type { CheckOptions } from '../../authoring/check-options.ts';
import type { Config } from '../../config/schema.ts';
import { allUsed, type Uses } from '../../instruments/contract/uses.ts';
import { milliseconds } from '../../time/duration.ts';

/** What a check may take beyond its waits, when it does not say how long it may take, in milliseconds. */
const BEYOND_SETTLE = 30_000;

/**
 * How long the body of a check may take, in milliseconds: what it says itself, or `time.settle` for each condition that it names, and 30 s more.
 * What its instruments need to come up is added to both. Pure.
 */
export function allowedTime({ uses, within }: Pick<CheckOptions, 'uses' | 'within'>, config: Config): number {
  const waits = Math.max(1, uses.filter(isCondition).length);
  const body = within ? milliseconds(within) : waits * milliseconds(config.time.settle) + BEYOND_SETTLE;
  const setup = [...allUsed(uses)].map(({ setupTime }) => (setupTime ? milliseconds(setupTime(config)) : 0));
  return setup.reduce((all, one) => all + one, body);
}

/** An instrument is made; what is waited for is read, or is a function that returns what is read. */
function isCondition(used: Uses): boolean {
  return typeof used === 'function' || 'read' in used;
}
