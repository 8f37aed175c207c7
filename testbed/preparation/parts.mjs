// No dependency and no TypeScript: the bootstrap script imports this before anything is installed, with any Node that the machine has.

/**
 * One long step of a preparation. Its id begins with its kind: all parts of one kind are equally faster or slower than expected.
 * @typedef {object} Part
 * @property {string} id for example `compile/kube`.
 * @property {number} seconds its expected duration on this machine.
 * @property {number} [count] the number of items (packages) for these seconds; absent for a part without a count.
 *
 * The duration of one part in an earlier build.
 * @typedef {{ seconds: number, count?: number }} Weight
 *
 * `weights.json`: the duration of each part, by id, on a machine with `cores` cores.
 * @typedef {{ measured: string, cores: number, parts: Record<string, Weight> }} Weights
 *
 * What a command still has to do before its own work begins, without what exists already.
 * @typedef {object} Wanted
 * @property {string[]} debian names of the Debian packages to install.
 * @property {boolean} npm whether to install the npm packages.
 * @property {string[]} families of programs to build, by name.
 * @property {string[]} images to build, by name.
 * @property {'start' | 'check' | 'none'} cluster whether it has to be started, or runs already and is only checked.
 * @property {boolean} load whether images are loaded into the cluster.
 */

/** The expected seconds of a part that nobody has measured yet. */
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
