import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from '../binaries/cache.ts';
import { keepFile } from '../binaries/keep-file.ts';
import { smallestRoot } from './bases/smallest-root.ts';
import { dockerArchive } from './docker-archive.ts';
import type { Image } from './image.ts';
import { tarArchive } from './tar-archive.ts';

/** The commands that scripts in its pods use. */
const COMMANDS = ['sh', 'mkdir', 'rm', 'cat', 'sleep'];

/** An image with a shell and a few commands, all of them this machine's static busybox, for programs that run scripts in pods. */
export async function shellImage(): Promise<Image> {
  const busybox = await readFile('/bin/busybox');
  const key = createHash('sha256').update(busybox).update(COMMANDS.join()).digest('hex').slice(0, 12);
  const ref = `localhost/shell:${key}`;
  const archive = join(cacheDirectory(), 'images', `shell-${key}.tar`);
  await keepFile(archive, async () => {
    const layer = tarArchive([
      ...smallestRoot(),
      { type: 'Directory', path: 'bin' },
      { type: 'File', path: 'bin/busybox', content: busybox, mode: 0o755 },
      ...COMMANDS.map((name) => ({ type: 'SymbolicLink' as const, path: `bin/${name}`, linkpath: 'busybox' })),
    ]);
    return dockerArchive({ ref, layers: [layer], entrypoint: ['/bin/sh'], user: '0:0' });
  });
  return { ref, archive };
}
