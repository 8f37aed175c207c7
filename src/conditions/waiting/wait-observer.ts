import type { Condition, Observation } from './condition.ts';

/** The result of one look of a wait. */
export interface Sighting {
  condition: Condition;
  observation: Observation;
  /** Whether the condition read what explains its answer. */
  explained: boolean;
  /** Makes the wait look again soon, and read what explains its answer. */
  explain: () => void;
}

/** Called with the result of each look of a wait. It must not throw. */
export type WaitObserver = (sighting: Sighting) => void;
