import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Package {
  directory: string;
  version: string;
}

/** The package of the suite: its package.json lies above the sources and above the bundle alike. */
export const ownPackage: Package = find(import.meta.dirname);

function find(directory: string): Package {
  const read = () =>
    JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { name?: string; version: string };
  try {
    const { name, version } = read();
    if (name === 'shakedown') return { directory, version };
  } catch {
    // None here; one level up.
  }
  if (directory === dirname(directory)) throw new Error(`no package.json of shakedown above ${import.meta.dirname}`);
  return find(dirname(directory));
}
