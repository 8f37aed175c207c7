import type { ArchivedRun, LeftOut } from '../archive/archived-runs.ts';
import type { Config } from '../config/schema.ts';
import { whatIsWrong } from '../errors/shakedown-error.ts';
import type { SharedMemory } from '../notify/channel-memory.ts';
import type { ToldRun } from '../notify/tell-once.ts';
import { cleanLine } from '../results/clean-text.ts';
import type { DeliverRun, FinishedRun } from './run-sink.ts';

/**
 * Lets those who are told compare a run with the earlier ones in the archive, if there is one: a pod, and a new machine of a CI, have no others;
 * and link to images in it, if the run was put there. That the archive cannot be read keeps nobody from being told; what they are told says it.
 */
export function withArchive(tell: (run: ToldRun, signal: AbortSignal) => Promise<string>): DeliverRun {
  return async (run, signal) => {
    const { config, results } = run;
    if (config.archive.bucket === '') return await tell(run, signal);
    let problem = '';
    const left: string[] = [];
    const storedRuns = async function* (ended: AbortSignal) {
      try {
        for await (const one of runsInArchive(config, results.run.cluster.name, ended))
          if (one.results) yield one.results;
          else left.push(`${one.place}: ${one.why}`);
      } catch (error) {
        ended.throwIfAborted();
        problem = `; not compared with the runs in the archive: ${cleanLine(whatIsWrong(error), 300)}`;
      }
    };
    const { last, keep } = memoryInArchive(run);
    const memory: SharedMemory = {
      last: async (name, ended) =>
        await last(name, ended).catch((error: unknown) => {
          ended.throwIfAborted();
          problem = `; not compared with the runs in the archive: ${cleanLine(whatIsWrong(error), 300)}`;
        }),
      // It is told once that the archive does not work.
      keep: async (...what) => await (problem === '' ? keep(...what) : undefined),
    };
    // A link to what is not there helps nobody.
    const linkToImage = async (image: { name: string; png: Uint8Array }, ended: AbortSignal) =>
      await (await import('../archive/link-to-image.ts')).linkToImage(run, image, ended);
    const did = await tell({ ...run, storedRuns, memory, ...(run.isArchived && { linkToImage }) }, signal);
    const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
    return `${did}${problem}${left[0] === undefined ? '' : `; not compared with ${cleanLine(left[0], 300)}${more}`}`;
  };
}

/** What channels know, in the archive of a run. */
function memoryInArchive({ config: { archive }, results }: FinishedRun): SharedMemory {
  const load = async () => await import('../archive/channel-memory.ts');
  const cluster = results.run.cluster.name;
  return {
    last: async (name, signal) => await (await load()).readMemory(archive, { cluster, name }, signal),
    keep: async (name, told, signal) => await (await load()).writeMemory(archive, { cluster, name }, told, signal),
  };
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
