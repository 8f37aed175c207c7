import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { cacheDirectory } from '../binaries/cache.ts';
import { keepFile } from '../binaries/keep-file.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { sharedLibraries } from './bases/shared-libraries.ts';
import { smallestRoot } from './bases/smallest-root.ts';
import { dockerArchive } from './docker-archive.ts';
import { filesBelow, filesOf, withDirectories } from './file-entries.ts';
import type { Image } from './image.ts';
import { inTemporaryDirectory } from './temporary-directory.ts';
import { tarArchive, type Entry } from './tar-archive.ts';

/** The packages of Debian that are unpacked, and not installed: as a service of this machine nobody wants them. */
const PACKAGES = ['rsyslog', 'rsyslog-elasticsearch', 'libestr0', 'libfastjson4'];
const PROGRAM = 'usr/sbin/rsyslogd';

/**
 * The image of rsyslog with its output for Elasticsearch and OpenSearch: packages of this machine's Debian, and the libraries of this machine that they use.
 * @throws ShakedownError TESTBED_TOOLS when apt does not know the packages, or a library is not installed.
 */
export async function rsyslogImage(progress: BuildProgress): Promise<Image> {
  const { stdout } = await execa('apt-cache', ['show', '--no-all-versions', ...PACKAGES], { reject: false });
  const versions = [...stdout.matchAll(/^Version: (\S+)$/gm)].map(([, version = '']) => version);
  if (versions.length < PACKAGES.length) throw missing(`apt knows ${versions.length} of them`, 'apt-get update');
  const key = createHash('sha256').update(versions.join()).digest('hex').slice(0, 12);
  const ref = `localhost/rsyslog:${key}`;
  const archive = join(cacheDirectory(), 'images', `rsyslog-${key}.tar`);
  await keepFile(archive, async () => {
    progress.now('downloading rsyslog');
    return await inTemporaryDirectory(async (directory) => {
      const layer = tarArchive(withDirectories([...smallestRoot(), ...(await entries(directory))]));
      return dockerArchive({ ref, layers: [layer], entrypoint: [`/${PROGRAM}`], user: '0:0' });
    });
  });
  return { ref, archive };
}

async function entries(directory: string): Promise<Entry[]> {
  const root = join(directory, 'root');
  await execa('apt-get', ['download', '--quiet', ...PACKAGES], { cwd: directory });
  for (const name of (await readdir(directory)).filter((file) => file.endsWith('.deb')))
    await execa('dpkg-deb', ['--extract', name, 'root'], { cwd: directory });
  const own = (await filesBelow(root)).filter((file) => file === PROGRAM || /^usr\/lib\/.*\.so(\.\d+)*$/.test(file));
  const places = new Set(own.filter((file) => file.includes('/lib')).map((file) => join(root, dirname(file))));
  const inRoot = [...places].join(':');
  const loaded = own.filter((file) => file === PROGRAM || /\/(imfile|omelasticsearch)\.so$/.test(file));
  const used = await Promise.all(loaded.map((file) => sharedLibraries(join(root, file), inRoot)));
  const libraries = [...new Set(used.flat())].filter((path) => !path.startsWith(root));
  if (!libraries.some((path) => path.includes('/libcurl.so.')))
    throw missing('libcurl is not installed', 'apt-get install libcurl4');
  return [...(await filesOf(root, own, '')), ...(await filesOf('/', libraries, ''))];
}

function missing(seen: string, todo: string): ShakedownError {
  return new ShakedownError('TESTBED_TOOLS', {
    ...{ meaning: 'usage', expected: `Debian's ${PACKAGES.join(', ')}, which the add-on opensearch needs`, seen, todo },
  });
}
