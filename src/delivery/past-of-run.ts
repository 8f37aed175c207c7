import type { ArchivedRun, LeftOut } from '../archive/archived-runs.ts';
import type { Config } from '../config/schema.ts';
import { whatIsWrong } from '../errors/shakedown-error.ts';
import { neighbouringRuns } from '../stored-runs/neighbouring-runs.ts';
import { readPast, type Past } from '../notify/past.ts';
import { cleanLine } from '../results/clean-text.ts';
import type { FinishedRun } from './run-sink.ts';

/** The runs before one, and why some of them are not known. */
export interface DeliveredPast extends Past {
  /** What it is not compared with of the archive, and why, a part of a sentence each; empty when all was read, or there is no archive. */
  problems: string[];
}

/**
 * Reads the runs before one when the first sink asks for them, once for all sinks: those in the directories next to it, and those in the archive, if there is one: a pod, and a new
 * machine of a CI, have no others. That the archive cannot be read keeps nobody from being told.
 */
export function pastOfRun(
  { directory, results, config }: Pick<FinishedRun, 'directory' | 'results' | 'config'>,
  signal: AbortSignal,
): () => Promise<DeliveredPast> {
  let past: Promise<DeliveredPast> | undefined;
  const read = async (): Promise<DeliveredPast> => {
    const problems: string[] = [];
    const left: string[] = [];
    const archived = async function* () {
      if (config.archive.bucket === '') return;
      try {
        for await (const one of runsInArchive(config, results.run.cluster.name, signal))
          if (one.results) yield one.results;
          else left.push(`${one.place}: ${one.why}`);
      } catch (error) {
        signal.throwIfAborted();
        problems.push(`not compared with the runs in the archive: ${cleanLine(whatIsWrong(error), 300)}`);
      }
    };
    const found = await readPast(results, neighbouringRuns(directory), archived());
    const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
    if (left[0] !== undefined) problems.push(`not compared with ${cleanLine(left[0], 300)}${more}`);
    return { ...found, problems };
  };
  return () => (past ??= read());
}

/** The runs of a cluster in the archive of a configuration, the newest first, and what is left out. */
async function* runsInArchive(
  { archive }: Config,
  cluster: string,
  signal: AbortSignal,
): AsyncGenerator<ArchivedRun | LeftOut> {
  const { archivedRuns } = await import('../archive/archived-runs.ts');
  const url = `s3://${archive.bucket}/${archive.prefix}`;
  yield* archivedRuns(url, archive, cluster, signal);
}
