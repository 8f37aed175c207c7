import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';

/** The most troubles that a reason names. */
const NAMED = 3;

/** Judges an object by all that is wrong with it, each told once; pure. */
export function judgeTroubles(all: readonly (string | undefined)[]): Observation {
  const troubles = [...new Set(all.filter((one) => one !== undefined))];
  if (troubles.length === 0) return ready();
  const more = troubles.length > NAMED ? [`and ${troubles.length - NAMED} more`] : [];
  return notYet([...troubles.slice(0, NAMED), ...more].join('; '));
}
