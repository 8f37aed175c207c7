import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildBinaries } from '../binaries/binaries.ts';
import { cacheDirectory } from '../binaries/cache.ts';
import { keepFile } from '../binaries/keep-file.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { smallestRoot } from './bases/smallest-root.ts';
import { dockerArchive } from './docker-archive.ts';
import type { Image } from './image.ts';
import { tarArchive, type Entry } from './tar-archive.ts';

/** Increased when the layout below changes, so that the cache does not return archives of the old layout. */
const LAYOUT = 1;

/**
 * The image that most conformance tests start pods of, agnhost, under the very name that they ask for. It has the commands of this machine's static busybox,
 * but neither curl nor dig, which some tests call.
 */
export async function agnhostImage(progress: BuildProgress): Promise<Image> {
  const programs = await buildBinaries(['e2e.test', 'agnhost'], progress);
  const ref = await nameAskedFor('agnhost', programs['e2e.test']);
  const build = basename(dirname(programs.agnhost));
  const archive = join(cacheDirectory(), 'images', `${build}-agnhost-${LAYOUT}.tar`);
  await keepFile(archive, async () => {
    const layer = tarArchive([
      ...smallestRoot(),
      { type: 'File', path: 'agnhost', content: await readFile(programs.agnhost), mode: 0o755 },
      ...(await busybox()),
    ]);
    return dockerArchive({ ref, layers: [layer], entrypoint: ['/agnhost'], user: '0:0', environment: PATH });
  });
  return { ref, archive };
}

/** The image with a shell of the conformance tests: this machine's static busybox, under the name that they ask for. */
export async function conformanceShellImage(progress: BuildProgress): Promise<Image> {
  const programs = await buildBinaries(['e2e.test'], progress);
  const ref = await nameAskedFor('busybox', programs['e2e.test']);
  const build = basename(dirname(programs['e2e.test']));
  const archive = join(cacheDirectory(), 'images', `${build}-busybox-${LAYOUT}.tar`);
  await keepFile(archive, async () => {
    const layer = tarArchive([...smallestRoot(), ...(await busybox())]);
    return dockerArchive({ ref, layers: [layer], user: '0:0', environment: PATH });
  });
  return { ref, archive };
}

const PATH = { PATH: '/bin' };

/** The commands that scripts of the tests use. */
const COMMANDS = [
  'sh',
  'cat',
  'echo',
  'env',
  'id',
  'ls',
  'mkdir',
  'nslookup',
  'nc',
  'rm',
  'sleep',
  'stat',
  'test',
  'wget',
];

async function busybox(): Promise<Entry[]> {
  return [
    { type: 'Directory', path: 'bin' },
    { type: 'File', path: 'bin/busybox', content: await readFile('/bin/busybox'), mode: 0o755 },
    ...COMMANDS.map((name): Entry => ({ type: 'SymbolicLink', path: `bin/${name}`, linkpath: 'busybox' })),
  ];
}

/** The newest name under which the tests ask for an image. */
async function nameAskedFor(image: string, tests: string): Promise<string> {
  const { stdout } = await promisify(execFile)(tests, ['--list-images'], { timeout: 60_000 });
  const names = stdout.split('\n').filter((name) => name.split('/').at(-1)?.startsWith(`${image}:`));
  const newest = names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  if (newest === undefined) throw new Error(`the conformance tests ask for no image ${image}:\n${stdout}`);
  return newest;
}
