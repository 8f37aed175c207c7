import type { Config } from '../config/schema.ts';
import type { Results } from '../results/model.ts';
import { systemClock, type Clock } from '../time/clock.ts';
import { earlierRuns } from './event/earlier-runs.ts';
import { eventOf } from './event/event-of.ts';
import { whyNotTold, type TellPolicy } from './event/policy.ts';
import type { RunEvent } from './event/run-event.ts';
import { neighbouringRuns } from './neighbouring-runs.ts';
import { keepTold, whenTold } from './told.ts';
import { when } from './words/when.ts';

/** A run that has ended. */
export interface ToldRun {
  /** The directory with its files. */
  directory: string;
  results: Results;
  config: Config;
  /** Whether channels are told although they were told about this run before. @default false */
  again?: boolean;
  /** Signs a link to an image that it puts into the archive; absent where there is none. @throws an error that says why not. */
  linkToImage?: (image: { name: string; png: Uint8Array }, signal: AbortSignal) => Promise<string>;
  /** Earlier runs of its cluster that are stored elsewhere than next to it, the newest first. @default none */
  storedRuns?: (signal: AbortSignal) => AsyncIterable<Results>;
}

/** Tells a channel about an event. @returns what it did, in words. */
export type Tell = (event: RunEvent, run: ToldRun, signal: AbortSignal) => Promise<string>;

/** A channel: its name, which runs it is told, and how. */
export interface Channel {
  name: string;
  policy: (config: Config) => TellPolicy;
  tell: Tell;
}

/** A run as an event, compared with the runs in the directories next to it, and with those that are stored elsewhere. */
export async function eventOfRun(
  { directory, results, storedRuns }: Pick<ToldRun, 'directory' | 'results' | 'storedRuns'>,
  signal: AbortSignal,
): Promise<RunEvent> {
  return eventOf(results, await earlierRuns(results, neighbouringRuns(directory), storedRuns?.(signal) ?? []));
}

/** Tells a channel about a run if its policy says so, and once, however often the run is published. */
export async function tellOnce(
  { name, policy, tell }: Channel,
  run: ToldRun,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<string> {
  const event = await eventOfRun(run, signal);
  const why = whyNotTold(event, policy(run.config));
  if (why !== undefined) return `not told: ${why}`;
  const told = await whenTold(run.directory, name);
  if (told && !run.again) return `not told again: it was told at ${when(told.at)}`;
  const did = await tell(event, run, signal);
  await keepTold(run.directory, name, { at: clock.date().toISOString(), event: event.kind });
  return did;
}
