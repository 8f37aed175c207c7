import { open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Results, RunFacts } from '../../results/model.ts';
import { hrefOf, type EvidenceTexts } from './evidence-texts.ts';

/** What is read of one file, and of all of them, in bytes: a page contains less, and charts need whole files. */
const LIMITS = { file: 512 * 1024, all: 48 * 1024 * 1024 };

/**
 * Reads the evidence of a run. Files that are absent, or that are not in the directory, are left out: the page links the former, and the results may be
 * foreign.
 * @param directory of the run.
 */
export async function readEvidence(
  directory: string,
  { run, tests }: { run: Pick<RunFacts, 'evidence'>; tests: Results['tests'] },
): Promise<EvidenceTexts> {
  const texts = new Map<string, string>();
  const root = await realpath(directory);
  let read = 0;
  for (const { file } of [...(run.evidence ?? []), ...tests.flatMap(({ evidence }) => evidence)]) {
    if (hrefOf(file) === undefined || texts.has(file) || read >= LIMITS.all) continue;
    const place = await realpath(join(root, file)).catch(absent);
    if (place?.startsWith(root + sep) !== true) continue;
    const text = await beginningOf(place);
    if (text === undefined) continue;
    read += text.length;
    texts.set(file, text);
  }
  return texts;
}

/** A file that is not there, as in results that were copied alone. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES'].includes(error.code ?? '')) return undefined;
  throw error;
}

/** The beginning of a file; `undefined` of a directory or a device. */
async function beginningOf(place: string): Promise<string | undefined> {
  if (!(await stat(place)).isFile()) return undefined;
  await using file = await open(place);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(LIMITS.file), position: 0 });
  return buffer.toString('utf8', 0, bytesRead);
}
