import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a file of the cache unless it is there. It appears whole or not at all, also when two processes make it at once or one is killed.
 * @param make its content; called only when the file is missing.
 */
export async function keepFile(path: string, make: () => Promise<Buffer | string>): Promise<void> {
  if ((await stat(path).catch(() => undefined)) !== undefined) return;
  const content = await make();
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}
