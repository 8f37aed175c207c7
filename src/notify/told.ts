import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../publish/replace-file.ts';
import { eventKinds } from './event/run-event.ts';

/** The directory in that of a run with a file for each channel that was told about it. */
const DIRECTORY = 'told';

const toldSchema = z.object({
  at: z.string(),
  event: z.enum(eventKinds),
  run: z.object({ id: z.string(), startedAt: z.string() }),
  silent: z.literal(true).optional(),
});

/**
 * Up to which run a channel knows of a cluster: `at` is when it was told about that run, in RFC 3339. Where `silent`, nothing was sent, because there was
 * nothing to tell.
 */
export type Told = z.infer<typeof toldSchema>;

/** What is known by the text of such a file; `undefined` where it has none, as when it is torn: then the channel counts as not told. */
export function toldIn(value: unknown): Told | undefined {
  return toldSchema.safeParse(value).data;
}

/** What a channel was told about the run in a directory; `undefined` when it was not. */
export async function whenTold(directory: string, channel: string): Promise<Told | undefined> {
  try {
    return toldIn(json(await readFile(fileOf(directory, channel), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What a channel was told about the runs in the directories next to that of a run. */
export async function toldNextTo(directory: string, channel: string): Promise<Told[]> {
  const parent = dirname(resolve(directory));
  const entries = await readdir(parent, { withFileTypes: true });
  const told: Told[] = [];
  for (const { name } of entries.filter((one) => one.isDirectory())) {
    const one = await whenTold(join(parent, name), channel);
    if (one) told.push(one);
  }
  return told;
}

/** Keeps that a channel knows of a run, so that it is not told twice. */
export async function keepTold(directory: string, channel: string, told: Told): Promise<void> {
  await mkdir(join(directory, DIRECTORY), { recursive: true });
  await replaceFile(fileOf(directory, channel), `${JSON.stringify(told)}\n`);
}

function fileOf(directory: string, channel: string): string {
  return join(directory, DIRECTORY, `${channel}.json`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
