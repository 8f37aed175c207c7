import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Package {
  directory: string;
  version: string;
  /** Versions of what the specs are type-checked with, by package. */
  development: Readonly<Record<string, string>>;
}

/** What an author of specs needs besides this package. */
const FOR_AUTHORS = ['@types/chai', '@types/mocha', '@types/node', 'typescript'];

/** The package of the suite: its package.json lies above the sources and above the bundle alike. */
export const ownPackage: Package = find(import.meta.dirname);

function find(directory: string): Package {
  const read = () =>
    JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
      name?: string;
      version: string;
      devDependencies?: Record<string, string>;
    };
  try {
    const { name, version, devDependencies = {} } = read();
    const forAuthors = Object.entries(devDependencies).filter(([dependency]) => FOR_AUTHORS.includes(dependency));
    if (name === 'shakedown') return { directory, version, development: Object.fromEntries(forAuthors) };
  } catch {
    // None here; one level up.
  }
  if (directory === dirname(directory)) throw new Error(`no package.json of shakedown above ${import.meta.dirname}`);
  return find(dirname(directory));
}
