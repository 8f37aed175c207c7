import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a file of the cache unless it exists, atomically: also when two processes create it in parallel or one is killed.
 * @param create returns its content; called only when the file is missing.
 */
export async function keepFile(path: string, create: () => Promise<Buffer | string>): Promise<void> {
  if ((await stat(path).catch(() => undefined)) !== undefined) return;
  const content = await create();
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}
