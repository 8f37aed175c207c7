import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import type { Clock } from '../time/clock.ts';
import type { SonobuoyProgram } from './program.ts';
import type { TarInfo } from './status.ts';

/** Seconds to wait before the second, third … attempt. `retrieve` streams through the API server and has no retry of its own. */
const PAUSES = [1, 2, 4, 8, 15, 30];

/**
 * Fetches the archive of a run and verifies that it has the size and the hash that the aggregator reports.
 * @returns the path of the archive in the directory.
 * @throws ShakedownError SONOBUOY_RETRIEVE with the error of the last attempt.
 */
export async function fetchArchive(
  sonobuoy: SonobuoyProgram,
  tar: TarInfo,
  directory: string,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<string> {
  const path = join(directory, 'sonobuoy.tar.gz');
  for (const pause of [...PAUSES, undefined]) {
    const problem = await attempt(sonobuoy, tar, directory, path, signal);
    if (problem === undefined) return path;
    await rm(path, { force: true });
    if (pause === undefined) throw notFetched(tar, problem);
    await clock.sleep(pause * 1_000, signal);
  }
  throw new Error('unreachable: the last pause is undefined');
}

async function attempt(
  sonobuoy: SonobuoyProgram,
  tar: TarInfo,
  directory: string,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await rm(path, { force: true });
    await sonobuoy.retrieve(directory, 'sonobuoy.tar.gz', signal);
    const { size } = await stat(path);
    if (size !== tar.size) return `only ${size} of ${tar.size} bytes were received`;
    const sha256 = await digest(path);
    return sha256 === tar.sha256 ? undefined : `its sha256 is ${sha256}, but the aggregator reports ${tar.sha256}`;
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error);
  }
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function notFetched({ name }: TarInfo, problem: string): ShakedownError {
  return new ShakedownError('SONOBUOY_RETRIEVE', {
    meaning: 'infrastructure',
    expected: `the archive ${name} to be fetched completely`,
    seen: problem,
    todo: 'with --keep the run stays in the cluster: fetch it with `sonobuoy retrieve`',
  });
}
