// No dependency and no TypeScript: the bootstrap script reads this before anything is installed, with whatever Node the machine has.

/**
 * One long step of a preparation. Its id begins with its kind: parts of one kind are as much faster or slower than expected as each other.
 * @typedef {object} Part
 * @property {string} id for example `compile/kube`.
 * @property {number} seconds that it is expected to take on this machine.
 * @property {number} [count] how many items (packages) these seconds are for; absent where a part is not counted.
 *
 * What one part took in an earlier build.
 * @typedef {{ seconds: number, count?: number }} Weight
 *
 * `weights.json`: what each part took, by id, on a machine with so many cores.
 * @typedef {{ measured: string, cores: number, parts: Record<string, Weight> }} Weights
 *
 * What a command still has to do before its own work begins. What exists already is not in it.
 * @typedef {object} Wanted
 * @property {string[]} debian names of the Debian packages to install.
 * @property {boolean} npm whether to install the npm packages.
 * @property {string[]} families of programs to build, by name.
 * @property {string[]} images to build, by name.
 * @property {'start' | 'check' | 'none'} cluster whether it is to be started, or is running and only checked.
 * @property {boolean} load whether images are loaded into the cluster.
 */

/** Seconds expected of a part that nobody has measured yet. */
const UNKNOWN = 60;

/**
 * The parts of a preparation, in the order in which they are done.
 * @param {Wanted} wanted
 * @param {Weights} weights
 * @param {number} cores of this machine: compilations use all of them, other parts do not depend on them.
 * @returns {Part[]}
 */
export function plannedParts({ debian, npm, families, images, cluster, load }, weights, cores) {
  const part = (/** @type {string} */ id) => {
    const { seconds, count } = weights.parts[id] ?? { seconds: UNKNOWN };
    const here = kindOf(id) === 'compile' ? (seconds * weights.cores) / cores : seconds;
    return { id, seconds: here, ...(count === undefined ? {} : { count }) };
  };
  return [
    ...(debian.length > 0 ? [part('debian/packages')] : []),
    ...(npm ? [part('npm/packages')] : []),
    ...families.flatMap((family) => [part(`modules/${family}`), part(`compile/${family}`)]),
    ...(cluster === 'none' ? [] : [part(`cluster/${cluster}`)]),
    ...images.map((name) => part(`image/${name}`)),
    ...(load ? [part('load/images')] : []),
  ];
}

/**
 * @param {string} id of a part.
 * @example kindOf('compile/kube') // 'compile'
 */
export function kindOf(id) {
  return id.slice(0, id.indexOf('/'));
}
