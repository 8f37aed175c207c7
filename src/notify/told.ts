import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventKind } from './event/run-event.ts';

/** The directory in that of a run with a file for each channel that was told about it. */
const DIRECTORY = 'told';

/** That a channel was told about a run. */
export interface Told {
  /** RFC 3339. */
  at: string;
  event: EventKind;
}

/** When a channel was told about the run in a directory; `undefined` when it was not. */
export async function whenTold(directory: string, channel: string): Promise<Told | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(directory, channel), 'utf8')) as Told;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Keeps that a channel was told about a run, so that it is not told twice. */
export async function keepTold(directory: string, channel: string, told: Told): Promise<void> {
  await mkdir(join(directory, DIRECTORY), { recursive: true });
  await writeFile(fileOf(directory, channel), `${JSON.stringify(told)}\n`);
}

function fileOf(directory: string, channel: string): string {
  return join(directory, DIRECTORY, `${channel}.json`);
}
