import { rename, rm, writeFile } from 'node:fs/promises';

/** Replaces a file so that a reader sees its old or its new contents, never a part. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await writeFile(unfinished, content, { mode: 0o644, flush: true });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
