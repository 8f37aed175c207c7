import { whatIsWrong } from '../errors/shakedown-error.ts';
import type { SharedMemory } from '../notify/channel-memory.ts';
import type { ToldRun } from '../notify/tell-once.ts';
import { cleanLine } from '../results/clean-text.ts';
import { pastOfRun } from './past-of-run.ts';
import type { DeliverRun, FinishedRun } from './run-sink.ts';

/**
 * Lets those who are told compare a run with the earlier ones, also in the archive, if there is one; know what channels were told elsewhere; and link to images in the archive, if the run was put
 * there. That the archive cannot be read keeps nobody from being told; what they are told says it.
 */
export function withArchive(tell: (run: ToldRun, signal: AbortSignal) => Promise<string>): DeliverRun {
  return async (run, signal) => {
    const past = run.past ?? pastOfRun(run, signal);
    if (run.config.archive.bucket === '') return await tell({ ...run, past }, signal);
    let problem = '';
    const { last, keep } = memoryInArchive(run);
    const memory: SharedMemory = {
      last: async (name, ended) =>
        await last(name, ended).catch((error: unknown) => {
          ended.throwIfAborted();
          problem = `what was told is not known from the archive: ${cleanLine(whatIsWrong(error), 300)}`;
        }),
      // It is told once that the archive does not work.
      keep: async (...what) => await (problem === '' ? keep(...what) : undefined),
    };
    // A link to what is not there helps nobody.
    const linkToImage = async (image: { name: string; png: Uint8Array }, ended: AbortSignal) =>
      await (await import('../archive/link-to-image.ts')).linkToImage(run, image, ended);
    const did = await tell({ ...run, past, memory, ...(run.isArchived && { linkToImage }) }, signal);
    const { problems } = await past();
    return [did, ...(problems.length === 0 && problem !== '' ? [problem] : problems)].join('; ');
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
