import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { cacheDirectory } from '../binaries/cache.ts';
import { keepFile } from '../binaries/keep-file.ts';
import { keyOf } from './bases/base-image.ts';
import { sharedLibraries } from './bases/shared-libraries.ts';
import { smallestRoot } from './bases/smallest-root.ts';
import { dockerArchive } from './docker-archive.ts';
import type { Image } from './image.ts';
import { tarArchive, type Entry } from './tar-archive.ts';

/** The programs of this machine that kube-router calls: the same variant of iptables as kube-proxy uses on the nodes. */
const IPTABLES = '/usr/sbin/xtables-nft-multi';
const IPSET = '/usr/sbin/ipset';
const NAMES = ['iptables', 'iptables-save', 'iptables-restore', 'ip6tables', 'ip6tables-save', 'ip6tables-restore'];

/**
 * The image of kube-router: its program, and iptables and ipset of this machine with their libraries.
 * @throws ShakedownError TESTBED_TOOLS when ipset is not installed, which nothing else needs.
 */
export async function policyImage(program: string, version: string): Promise<Image> {
  if ((await stat(IPSET).catch(() => undefined)) === undefined)
    throw new ShakedownError('TESTBED_TOOLS', {
      meaning: 'usage',
      expected: `${IPSET}, which the add-on policy needs`,
      seen: 'it is not installed',
      todo: 'apt-get install ipset',
    });
  const libraries = await sharedLibraries(IPTABLES);
  const extensions = join('/usr', dirname(libraries.find((path) => path.includes('/libxtables.so.')) ?? ''), 'xtables');
  const matches = (await readdir(extensions)).filter((name) => /^lib(xt|ipt|ip6t)_/.test(name));
  const loaded = matches.map((name) => join(extensions, name));
  // Some matches need a library that iptables does not.
  const needed = await Promise.all(
    [IPSET, join(extensions, 'libxt_statistic.so')].map((file) => sharedLibraries(file)),
  );
  const files = [...new Set([IPTABLES, IPSET, ...libraries, ...needed.flat(), ...loaded])].toSorted();
  const ref = `localhost/kube-router:${version}`;
  const archive = join(cacheDirectory(), 'images', `kube-router-${await keyOf([program, ...files])}.tar`);
  await keepFile(archive, async () => {
    const layer = tarArchive([
      ...smallestRoot(),
      ...directoriesOf(files).map((path): Entry => ({ type: 'Directory', path })),
      ...(await Promise.all(files.map(executable))),
      ...NAMES.map((name): Entry => ({ type: 'SymbolicLink', path: `usr/sbin/${name}`, linkpath: IPTABLES })),
      { type: 'File', path: 'kube-router', content: await readFile(program), mode: 0o755 },
    ]);
    const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
    return dockerArchive({ ref, layers: [layer], entrypoint: ['/kube-router'], user: '0:0', environment });
  });
  return { ref, archive };
}

async function executable(path: string): Promise<Entry> {
  return { type: 'File', path: path.slice(1), content: await readFile(path), mode: 0o755 };
}

/** All directories of these files, from the highest down. */
function directoriesOf(files: readonly string[]): string[] {
  const all = files.flatMap((file) => {
    const parts = file.slice(1).split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(all)].toSorted();
}
