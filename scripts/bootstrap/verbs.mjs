/**
 * @typedef {'start' | 'test' | 'cluster' | 'bench'} Verb
 *
 * The command line; `rest` are the arguments of the verb's own script.
 * @typedef {{ verb: Verb, rest: string[], yes: boolean }} Command
 */

/** @type {Record<Verb, string>} */
export const SCRIPTS = {
  start: 'scripts/start.ts',
  test: 'scripts/test.ts',
  cluster: 'testbed/main.ts',
  bench: 'scripts/bench.ts',
};

export const USAGE = `Usage: node scripts/bootstrap.mjs VERB [--yes] [options]

  start      npm start            test the local cluster; -- --kubeconfig FILE or --context NAME for another one
  test       npm test             check and test the project; -- --quick for static checks and unit tests
  cluster    npm run cluster --   up | upgrade | down | status | load IMAGE.tar | kubectl ...
  bench      npm run bench        measure

Missing Debian packages are listed and asked for on a terminal; --yes installs them without asking.
All other options go to the command itself: npm start -- --help lists them.
`;

/**
 * @param {string[]} argv
 * @returns {Command | undefined} undefined when there is no such verb.
 */
export function readArguments(argv) {
  const [verb, ...rest] = argv;
  if (verb === undefined || !Object.hasOwn(SCRIPTS, verb)) return undefined;
  const own = (/** @type {string} */ argument) => argument === '--yes' || argument === '-y';
  // Options after `kubectl` belong to kubectl.
  const isKubectl = verb === 'cluster' && rest[0] === 'kubectl';
  return {
    verb: /** @type {Verb} */ (verb),
    rest: isKubectl ? rest : rest.filter((argument) => !own(argument)),
    yes: !isKubectl && rest.some(own),
  };
}

/**
 * What a command needs of the machine.
 * @param {Verb} verb
 * @param {string[]} rest
 * @returns {import('./preflight.mjs').Needs}
 */
export function needsOf(verb, rest) {
  const has = (/** @type {string[]} */ ...options) =>
    rest.some((argument) => options.some((option) => argument === option || argument.startsWith(`${option}=`)));
  if (verb !== 'cluster' && has('--help', '-h')) return 'node';
  if (verb === 'start') return has('--kubeconfig', '--context') ? 'node' : 'testbed';
  if (verb === 'test') return has('--quick') ? 'node' : 'testbed';
  if (verb === 'cluster') return rest[0] === 'up' && !has('--help', '-h') ? 'testbed' : 'root';
  return 'testbed';
}
