import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Package {
  directory: string;
  version: string;
  /** The versions of the packages that type-check the specs, by package. */
  development: Readonly<Record<string, string>>;
}

/** The packages that an author of specs needs besides this one. */
const FOR_AUTHORS = ['@types/chai', '@types/mocha', '@types/node', 'typescript'];

/** The package of the suite: its package.json is above the sources, and also above the bundle. */
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
    // There is none in this directory: the next one is the parent.
  }
  if (directory === dirname(directory)) throw new Error(`no package.json of shakedown above ${import.meta.dirname}`);
  return find(dirname(directory));
}
