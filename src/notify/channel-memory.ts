import { whatIsWrong } from '../errors/shakedown-error.ts';
import { cleanLine } from '../results/clean-text.ts';
import type { Results } from '../results/model.ts';
import { isSameRun } from '../results/same-run.ts';
import { narrowedBy, rerunOf } from '../results/selection.ts';
import { keepTold, toldIn, toldNextTo, type Told } from './told.ts';

/** Where it is kept what channels know of the runs of a cluster, elsewhere than next to them. */
export interface SharedMemory {
  /** @param name of the channel, and of what narrows the runs. @returns what was kept last; `undefined` when nothing was. */
  last(name: string, signal: AbortSignal): Promise<unknown>;
  /** Keeps it, unless something about a later run was kept. */
  keep(name: string, told: Told, signal: AbortSignal): Promise<void>;
}

/** A run, and where is kept what channels know. */
export interface Remembered {
  directory: string;
  results: Results;
  /** @default none */
  memory?: SharedMemory | undefined;
}

/**
 * Those of the earlier runs that a channel knows of: up to the newest one of which it was told, or was not because nothing was new. It knows of none when it was never told.
 * @param earlier the oldest first.
 */
export async function knownTo(
  channel: string,
  { directory, results, memory }: Remembered,
  earlier: readonly Results[],
  signal: AbortSignal,
): Promise<Results[]> {
  const near = await toldNextTo(directory, channel);
  const isEarlier = ({ run }: Told) => earlier.some((one) => isSameRun(one.run, run));
  const shared = toldIn(await memory?.last(nameOf(channel, results), signal));
  const ends = [...near.filter(isEarlier), ...(shared ? [shared] : [])].map(({ run }) => Date.parse(run.startedAt));
  const end = Math.max(...ends);
  return earlier.filter(({ run }) => Date.parse(run.startedAt) <= end);
}

/** Keeps that a channel knows of a run. @returns what could not be kept, for the end of a sentence; empty when all was. */
export async function remember(
  channel: string,
  { directory, results, memory }: Remembered,
  told: Told,
  signal: AbortSignal,
): Promise<string> {
  const kept = [
    keepTold(directory, channel, told),
    ...(memory ? [memory.keep(nameOf(channel, results), told, signal)] : []),
  ];
  const problems = (await Promise.allSettled(kept)).filter(({ status }) => status === 'rejected');
  signal.throwIfAborted();
  return problems
    .map((one) => `; this cannot be kept: ${cleanLine(whatIsWrong((one as PromiseRejectedResult).reason), 300)}`)
    .join('');
}

/** Runs that are narrowed differently are no repetitions of each other. One that runs others' tests again continues them. */
function nameOf(channel: string, { run }: Results): string {
  return [channel, ...(rerunOf(run) === undefined ? narrowedBy(run) : [])].join(' ');
}
