import type { Condition, Observation } from './condition.ts';

/** What one look of a wait came to. */
export interface Sighting {
  condition: Condition;
  observation: Observation;
  /** Whether the condition read what explains its answer. */
  explained: boolean;
  /** Has the wait look again soon, and read what explains its answer. */
  explain: () => void;
}

/** Called with what a wait sees, look by look, while it lasts. Must not throw. */
export type WaitObserver = (sighting: Sighting) => void;
