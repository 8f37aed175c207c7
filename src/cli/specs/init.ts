import { existsSync } from 'node:fs';
import { cp, readdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDirectory } from '../../files/make-directory.ts';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { todoForPlace } from '../../errors/system-error.ts';
import { ownPackage } from '../command-line/package.ts';
import { starterFiles } from './starter-files.ts';

/** The example, next to the sources or next to the bundle. */
const EXAMPLE = import.meta.filename.endsWith('.ts')
  ? new URL('../../authoring/starter/', import.meta.url)
  : new URL('starter/', import.meta.url);

/**
 * Creates a directory for further specs, and prints what to do next.
 * @param print called with the text. @default prints to standard output
 * @throws ShakedownError USAGE_DIRECTORY when it is not empty, or cannot be written.
 */
export async function initSpecs(
  directory: string,
  options: { package?: string; image?: string },
  print: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<void> {
  const { version, development } = ownPackage;
  const files = starterFiles({
    package: options.package === undefined ? ownSource() : dependency(options.package),
    image: options.image ?? `shakedown:${version}`,
    development,
  });
  await refuseUsed(directory);
  try {
    makeDirectory(directory);
    await cp(fileURLToPath(EXAMPLE), directory, { recursive: true });
    for (const [path, text] of Object.entries(files)) await writeFile(join(directory, path), text);
  } catch (cause) {
    throw unusable(directory, messageOf(cause), cause);
  }
  print(
    [
      `created ${directory}: ${[...Object.keys(files), 'shop/web.spec.ts'].join(', ')}`,
      `next:    cd ${directory} && npm install`,
      '         npx tsc --noEmit                      # type check',
      '         shakedown run --specs . --dry-run     # list what would run',
      '',
    ].join('\n'),
  );
}

/** What npm takes for a file or a directory, and not for a version or the name of a package: `./x`, `../x`, `~/x`, `/x`, `file:x`, `x.tgz`. */
const PLACE = /^(?:file:|\.{0,2}\/|~\/|\.{1,2}$)|\.(?:tgz|tar|tar\.gz)$/;

/**
 * A package as package.json names it: a path is typed relative to the working directory, and npm reads it relative to package.json.
 * @throws ShakedownError USAGE_PACKAGE when it is a file or a directory that does not exist; `npm install` would only say so later.
 */
function dependency(named: string): string {
  if (!PLACE.test(named) || /^(?!file:)[a-z+]+:\/\//.test(named)) return named;
  const path = named.replace(/^file:(\/\/)?/, '').replace(/^~(?=\/)/, homedir());
  if (existsSync(path)) return isAbsolute(path) ? named : `file:${resolve(path)}`;
  throw new ShakedownError('USAGE_PACKAGE', {
    meaning: 'usage',
    expected: 'the package shakedown, for package.json: a version, a tarball or a directory',
    seen: `there is no ${path}`,
    todo: 'name a tarball or a directory that exists with --package, or leave it out',
  });
}

/** This version of the package; of a clone, which no registry has, the clone itself. */
function ownSource(): string {
  const { directory, version } = ownPackage;
  return directory.split(sep).includes('node_modules') ? version : `file:${directory}`;
}

async function refuseUsed(directory: string): Promise<void> {
  const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw unusable(directory, messageOf(error), error);
  });
  const [first] = entries;
  if (first === undefined) return;
  const seen =
    entries.length === 1 ? `1 entry is in it: ${first}` : `${entries.length} entries are in it, ${first} among them`;
  throw unusable(directory, seen);
}

function unusable(directory: string, seen: string, cause?: unknown): ShakedownError {
  return new ShakedownError('USAGE_DIRECTORY', {
    meaning: 'usage',
    expected: `to create ${directory}, or to find it empty`,
    seen,
    todo: todoForPlace(cause, 'name another directory'),
    cause,
  });
}
