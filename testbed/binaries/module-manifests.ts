import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import type { Manifest } from '../components/component.ts';
import { runGo } from './go-command.ts';

/**
 * The Kubernetes objects in a directory of a published Go module. Its version and hash are in `testbed/go/<family>`, as for programs.
 * @throws ShakedownError BUILD_FAILED when the module cannot be downloaded.
 */
export async function moduleManifests(family: string, module: string, directory: string): Promise<Manifest[]> {
  const source = resolve(import.meta.dirname, '../go', family);
  const { failed, stdout, messages } = await runGo(['mod', 'download', '-json', module], source, () => false);
  if (failed)
    throw new ShakedownError('BUILD_FAILED', {
      meaning: 'suite',
      expected: `the Go module ${module}`,
      seen: messages,
      todo: `run it alone: cd ${source} && go mod download ${module}`,
    });
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  const folder = join(Dir, directory);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    parseAllDocuments(text)
      .map((document) => document.toJS() as Manifest | null)
      .filter((manifest) => manifest !== null),
  );
}
