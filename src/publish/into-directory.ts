import { join } from 'node:path';
import { replaceFile } from './replace-file.ts';
import type { NamedFile, Sink } from './sink.ts';

/** Writes files into a directory in the given order, each of them completely or not at all. */
export function intoDirectory(directory: string): Sink<AsyncIterable<NamedFile> | Iterable<NamedFile>> {
  return async (files) => {
    const names: string[] = [];
    for await (const { name, content } of files) {
      await replaceFile(join(directory, name), content);
      names.push(name);
    }
    return `wrote ${names.join(', ')} into ${directory}`;
  };
}
