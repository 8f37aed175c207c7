import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { flagsByKey } from '../src/cli/command-line/options.ts';
import { configReference } from '../src/config/reference.ts';

const directory = join(resolve(import.meta.dirname, '..'), 'docs/reference');

/** The pages of docs/reference that are generated from code, formatted by prettier: path and text. */
export async function referencePages(): Promise<{ path: string; text: string }[]> {
  const path = join(directory, 'configuration.md');
  const text = await format(configReference(flagsByKey()), { ...(await resolveConfig(path)), filepath: path });
  return [{ path, text }];
}
