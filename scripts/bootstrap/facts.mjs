import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { homedir, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { findProgram, SYSTEM_DIRECTORIES } from './find-program.mjs';
import { modulesAreInstalled } from './modules.mjs';
import { missingPackages } from './packages.mjs';

/**
 * Reads the facts about the machine; changes nothing.
 * @param {string} root of the checkout.
 * @param {import('./packages.mjs').Uses} uses of the command.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {import('./preflight.mjs').Facts & { installed: boolean, built: import('./wanted.mjs').Built }} installed: whether the npm packages are installed.
 */
export function gatherFacts(root, uses, environment = process.env) {
  const installed = modulesAreInstalled(root);
  const built = findBuilt(environment);
  const go = findGo(environment);
  return {
    platform: process.platform,
    arch: process.arch,
    uid: process.getuid?.(),
    go,
    python: debiansPython(),
    memory: memoryLimit(),
    namespaces: spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', '--mount-proc', 'true']).status === 0,
    disks: disks(root, installed, built, go, environment),
    built,
    installed,
    packages: missingPackages(uses),
    apt: findProgram('apt-get', environment.PATH, SYSTEM_DIRECTORIES) !== undefined,
    npm: installed || environment.npm_execpath !== undefined || findProgram('npm', environment.PATH) !== undefined,
  };
}

/** Where Go may be when it is not in PATH; sudo removes it from PATH. */
const GO_PLACES = ['/usr/local/go/bin', '/usr/lib/go/bin', '/snap/bin'];

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ path: string, version: string, moduleCache: string, buildCache: string } | undefined}
 */
function findGo(environment) {
  const path = findProgram('go', environment.PATH, GO_PLACES);
  if (path === undefined) return undefined;
  const names = ['GOVERSION', 'GOMODCACHE', 'GOCACHE'];
  const { status, stdout } = spawnSync(path, ['env', ...names], {
    env: { ...environment, GOTOOLCHAIN: 'local' },
    encoding: 'utf8',
  });
  const [version = '', moduleCache = '', buildCache = ''] = stdout?.split('\n') ?? [];
  return status === 0 ? { path, version, moduleCache, buildCache } : undefined;
}

function debiansPython() {
  const { status, stdout } = spawnSync('/usr/bin/python3', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function memoryLimit() {
  const files = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];
  const limits = files.filter((file) => existsSync(file)).map((file) => Number(readFileSync(file, 'utf8')));
  return Math.min(totalmem(), ...limits.filter((limit) => Number.isFinite(limit) && limit > 0));
}

/** The directory of all clusters, as in testbed/machine/layout.ts. */
const CLUSTERS = '/var/lib/shakedown-testbed';

/**
 * The cache directory, as in testbed/binaries/cache.ts.
 * @param {NodeJS.ProcessEnv} environment
 */
function cacheDirectory(environment) {
  return environment.SHAKEDOWN_CACHE || join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'shakedown');
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {import('./wanted.mjs').Built}
 */
function findBuilt(environment) {
  const cache = cacheDirectory(environment);
  const names = (/** @type {string} */ directory, /** @type {RegExp} */ pattern) =>
    (existsSync(directory) ? readdirSync(directory) : []).flatMap((name) => pattern.exec(name)?.[1] ?? []);
  return {
    families: names(join(cache, 'bin'), /^(.+)-[0-9a-f]{16}$/),
    images: names(join(cache, 'images'), /^(.+)-[0-9a-f]{12}\.tar$/),
    clusters: names(CLUSTERS, /^(.+)$/).filter((name) => existsSync(join(CLUSTERS, name, 'kubeconfig'))),
  };
}

const GB = 1_000_000_000;

/**
 * The file systems that will be written to. The sizes are those of a first build, rounded up.
 * @param {string} root
 * @param {boolean} installed
 * @param {import('./wanted.mjs').Built} built
 * @param {{ moduleCache: string, buildCache: string } | undefined} go
 * @param {NodeJS.ProcessEnv} environment
 */
function disks(root, installed, { families }, go, environment) {
  const cache = cacheDirectory(environment);
  const built = families.includes('kube');
  /** @type {import('./preflight.mjs').Use[]} */
  const uses = [
    { path: cache, bytes: (built ? 1 : 2.5) * GB, variable: 'SHAKEDOWN_CACHE' },
    { path: CLUSTERS, bytes: 2 * GB },
    { path: root, bytes: (installed ? 0.2 : 0.8) * GB },
  ];
  if (!built && go) {
    uses.push(
      { path: go.moduleCache, bytes: 3.5 * GB, variable: 'GOMODCACHE' },
      { path: go.buildCache, bytes: 6.5 * GB, variable: 'GOCACHE' },
      { path: tmpdir(), bytes: 0.7 * GB, variable: 'TMPDIR' },
    );
  }
  /** @type {Map<number, import('./preflight.mjs').Disk>} */
  const byDevice = new Map();
  for (const use of uses) {
    const place = existingPart(use.path);
    const { dev } = statSync(place);
    const { bavail, bsize } = statfsSync(place);
    const disk = byDevice.get(dev) ?? { free: bavail * bsize, uses: [] };
    disk.uses.push(use);
    byDevice.set(dev, disk);
  }
  return [...byDevice.values()];
}

/** @param {string} path */
function existingPart(path) {
  let part = path;
  while (!existsSync(part)) part = dirname(part);
  return part;
}
