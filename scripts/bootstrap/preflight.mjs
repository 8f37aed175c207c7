const GB = 1_000_000_000;
const GIB = 1_024 ** 3;

/** The oldest Go that the modules of the testbed build with. */
export const OLDEST_GO = '1.26.7';

/** The oldest Python that Locust runs on. */
const OLDEST_PYTHON = '3.11';

/** The memory that a two-node cluster, a Go build and the tests need together. */
export const LEAST_MEMORY = 6 * GIB;

/**
 * What is known about the machine before anything is changed.
 * @typedef {object} Facts
 * @property {string} platform `process.platform`.
 * @property {string} arch `process.arch`.
 * @property {number | undefined} uid
 * @property {{ path: string, version: string } | undefined} go version in Go's notation: `go1.26.8`.
 * @property {string | undefined} python the version that Debian's Python prints: `Python 3.11.2`; absent when it is not installed.
 * @property {number} memory bytes, of the machine or of the container that this runs in.
 * @property {boolean} namespaces whether namespaces and mounts can be created.
 * @property {Disk[]} disks
 * @property {import('./packages.mjs').Package[]} packages the missing ones.
 * @property {boolean} apt whether apt-get exists.
 * @property {boolean} npm whether npm exists or is not needed.
 *
 * A file system, and what will be written to it.
 * @typedef {{ free: number, uses: Use[] }} Disk
 * @typedef {{ path: string, bytes: number, variable?: string }} Use
 *
 * What the command needs: the whole testbed, only root (for commands on an existing cluster), or only Node.
 * @typedef {'testbed' | 'root' | 'node'} Needs
 */

/**
 * All problems that prevent the start; each sentence says how to fix one.
 * @param {Facts} facts
 * @param {Needs} needs
 * @returns {string[]}
 */
export function problemsIn(facts, needs) {
  const npm = facts.npm
    ? []
    : ['npm is needed to install the packages and is not in PATH: it comes with Node from https://nodejs.org.'];
  if (needs === 'node') return npm;
  if (facts.platform !== 'linux') {
    return [
      `The local cluster needs Linux and this is ${facts.platform}: use a Linux machine, or name a cluster with --kubeconfig or --context.`,
      ...npm,
    ];
  }
  if (!['x64', 'arm64'].includes(facts.arch)) {
    return [`The local cluster runs on x64 and arm64 and this machine is ${facts.arch}: use another machine.`, ...npm];
  }
  const root =
    facts.uid === 0
      ? []
      : [
          `Only root can create namespaces, mounts and cgroups and this is user ${facts.uid}: start it with sudo env "PATH=$PATH" npm start (or npm test).`,
        ];
  if (needs === 'root') return [...root, ...npm];
  return [
    ...root,
    ...npm,
    ...goProblems(facts),
    ...pythonProblems(facts),
    ...memoryProblems(facts),
    ...namespaceProblems(facts),
    ...diskProblems(facts),
    ...packageProblems(facts),
  ];
}

/** @param {Facts} facts */
function goProblems({ go }) {
  const fix = 'install it from https://go.dev/dl/ and put its bin directory first in PATH.';
  if (go === undefined) return [`Go ${OLDEST_GO} or newer is needed and none was found: ${fix}`];
  if (!isAtLeast(go.version, OLDEST_GO)) {
    return [`Go ${OLDEST_GO} or newer is needed and ${go.path} is ${go.version}: ${fix}`];
  }
  return [];
}

/** @param {Facts} facts */
function pythonProblems({ python }) {
  if (python === undefined || isAtLeast(python, OLDEST_PYTHON)) return [];
  return [
    `Python ${OLDEST_PYTHON} or newer is needed as /usr/bin/python3, for the image of Locust, and this is ${python}: use Debian 12, Ubuntu 24.04 or newer.`,
  ];
}

/**
 * @param {string} version as programs print it: `go1.26.8`, `go1.27rc1`, `devel go1.28-…`, `Python 3.11.2`.
 * @param {string} least
 */
export function isAtLeast(version, least) {
  const [, major = '0', minor = '0', patch = '0'] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  const [wantedMajor = 0, wantedMinor = 0, wantedPatch = 0] = least.split('.').map(Number);
  if (Number(major) !== wantedMajor) return Number(major) > wantedMajor;
  if (Number(minor) !== wantedMinor) return Number(minor) > wantedMinor;
  return Number(patch) >= wantedPatch;
}

/** @param {Facts} facts */
function memoryProblems({ memory }) {
  if (memory >= LEAST_MEMORY) return [];
  const has = (memory / GIB).toFixed(1);
  return [
    `${LEAST_MEMORY / GIB} GiB of memory are needed and there are ${has} GiB: give this machine or container more.`,
  ];
}

/** @param {Facts} facts */
function namespaceProblems({ namespaces, uid }) {
  // Without root it never works, which is reported already.
  if (namespaces || uid !== 0) return [];
  return [
    'Namespaces and mounts cannot be created here, as in a container without privileges: use a virtual machine, or a container started with --privileged.',
  ];
}

/** @param {Facts} facts */
function diskProblems({ disks }) {
  return disks.flatMap(({ free, uses }) => {
    const needed = uses.reduce((sum, { bytes }) => sum + bytes, 0);
    if (free >= needed) return [];
    const paths = uses.map(({ path }) => path).join(', ');
    const variables = uses.flatMap(({ variable }) => variable ?? []);
    const move = variables.length > 0 ? `, or move some of it with ${variables.join(', ')}` : '';
    return [
      `${gigabytes(needed)} GB are needed for ${paths} and ${gigabytes(free)} GB are free there: free some space${move}.`,
    ];
  });
}

/** @param {number} bytes */
function gigabytes(bytes) {
  return (bytes / GB).toFixed(1).replace(/\.0$/, '');
}

/** @param {Facts} facts */
function packageProblems({ packages, apt }) {
  if (packages.length === 0 || apt) return [];
  const programs = packages.flatMap((one) => one.programs).join(', ');
  return [
    `There is no apt-get to install what is missing: install ${programs} with the package manager of this system.`,
  ];
}
