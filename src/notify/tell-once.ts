import type { Config } from '../config/schema.ts';
import type { Results } from '../results/model.ts';
import { neighbouringRuns } from '../stored-runs/neighbouring-runs.ts';
import { systemClock, type Clock } from '../time/clock.ts';
import { whyNotTold, type TellPolicy } from './event/policy.ts';
import type { NamedRun, RunEvent } from './event/run-event.ts';
import { readPast, type Past } from './past.ts';
import { knownTo, remember, type SharedMemory } from './channel-memory.ts';
import { whenTold, type Told } from './told.ts';
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
  /** Reads the runs before it, or has read them for others who are told. @default those in the directories next to it */
  past?: () => Promise<Past>;
  /** Where else than next to the runs it is kept what channels know. @default nowhere */
  memory?: SharedMemory;
}

/** Tells a channel about an event. @returns what it did, in words. */
export type Tell = (event: RunEvent, run: ToldRun, signal: AbortSignal) => Promise<string>;

/** A channel: its name, which runs it is told, and how. */
export interface Channel {
  name: string;
  policy: (config: Config) => TellPolicy;
  tell: Tell;
}

/** A run as an event, compared with the runs before it. @throws the reason of the signal, if it has fired meanwhile. */
export async function eventOfRun(
  run: Pick<ToldRun, 'directory' | 'results' | 'past'>,
  signal: AbortSignal,
): Promise<RunEvent> {
  const past = await pastOf(run);
  signal.throwIfAborted();
  return past.eventFor();
}

async function pastOf({ directory, results, past }: Pick<ToldRun, 'directory' | 'results' | 'past'>): Promise<Past> {
  return await (past?.() ?? readPast(results, neighbouringRuns(directory)));
}

/**
 * Tells a channel about a run if its policy says so, and once, however often the run is published. What is new is new to this channel: what it could not be told
 * about an earlier run, it is told with this one.
 */
export async function tellOnce(
  { name, policy, tell }: Channel,
  run: ToldRun,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<string> {
  const past = await pastOf(run);
  const event = past.eventFor(await knownTo(name, run, past.earlier, signal));
  const rule = policy(run.config);
  const why = whyNotTold(event, rule);
  const before = await whenTold(run.directory, name);
  const wasTold = before !== undefined && before.silent !== true;
  const now = (): Told => ({ at: clock.date().toISOString(), event: event.kind, run: named(event.run) });
  if (why !== undefined) {
    const said = `not told: ${why}`;
    if (wasTold || rule === 'never' || event.verdict.word === 'dry-run') return said;
    return `${said}${await remember(name, run, { ...now(), silent: true }, signal)}`;
  }
  if (wasTold && !run.again) return `not told again: it was told at ${when(before.at)}`;
  const did = await tell(event, run, signal);
  return `${did}${await remember(name, run, now(), signal)}`;
}

function named({ id, startedAt }: NamedRun): NamedRun {
  return { id, startedAt };
}
