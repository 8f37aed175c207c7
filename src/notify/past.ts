import type { Results } from '../results/model.ts';
import { earlierRuns, type StoredRuns } from './event/earlier-runs.ts';
import { eventOf } from './event/event-of.ts';
import type { RunEvent } from './event/run-event.ts';

/** The runs before one, read once for all who are told about it. */
export interface Past {
  /** The oldest first. */
  earlier: readonly Results[];
  /** The run as an event. @param known the first of the earlier runs, up to the last that the reader knows of. @default all */
  eventFor(known?: readonly Results[]): RunEvent;
}

/** Reads the runs before one. @param places where runs are stored, as of `earlierRuns`. */
export async function readPast(results: Results, ...places: readonly StoredRuns[]): Promise<Past> {
  const { runs, mayFailLonger } = await earlierRuns(results, ...places);
  const events = new Map<number, RunEvent>();
  return {
    earlier: runs,
    eventFor: (known = runs) => {
      const event = events.get(known.length) ?? eventOf(results, runs, { known, mayFailLonger });
      events.set(known.length, event);
      return event;
    },
  };
}
