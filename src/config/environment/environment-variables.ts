import { didYouMean } from '../did-you-mean.ts';
import { environmentKeys } from './environment.ts';
import { configKeys } from '../keys.ts';

/** An environment variable that the program reads. */
export interface EnvironmentVariable {
  name: string;
  /** What it sets, in a few words. */
  meaning: string;
}

/** Every environment variable that `shakedown` reads, with what it sets. */
export const environmentVariables: readonly EnvironmentVariable[] = [
  ...Object.entries(environmentKeys).map(([name, path]) => ({ name, meaning: `the key ${path}` })),
  { name: 'E2E_EXTRA_ARGS', meaning: 'further flags, separated by spaces, quoted as in a shell' },
  { name: 'E2E_KUBECONFIG', meaning: 'the kubeconfig, as --kubeconfig' },
  { name: 'SHAKEDOWN_RUN_ID', meaning: 'the id of the run, instead of a new one: ci-123' },
  { name: 'SHAKEDOWN_RESULTS_DIR', meaning: 'where the plugin’s container leaves its results, outside of Sonobuoy' },
  { name: 'SHAKEDOWN_POD_NAME', meaning: 'the pod that the program runs in; the plugin sets it' },
  { name: 'SHAKEDOWN_POD_NAMESPACE', meaning: 'the namespace of that pod; the plugin sets it' },
  { name: 'SHAKEDOWN_DEBUG', meaning: 'prints the stack of an error that ends a command' },
];

/** Variables of others: of drivers of the Kubernetes conformance image, and of the scripts of this repository. */
const FOREIGN = new Set([
  ...['E2E_PARALLEL', 'E2E_PROVIDER', 'E2E_USE_GO_RUNNER', 'E2E_VERBOSITY', 'E2E_EXTRA_GINKGO_ARGS'],
  ...['SHAKEDOWN_CACHE', 'SHAKEDOWN_TEST_CLUSTER'],
]);

/** Variables that the kubelet sets for each Service in a pod's namespace, such as `SHAKEDOWN_AGENTS_SERVICE_HOST`. */
const OF_SERVICES = /_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\d+_.+)?)$/;

/**
 * A warning for each variable of the environment that has a prefix of the suite's variables and is not one of them: it has no effect. Pure.
 * @example unknownVariables({ E2E_FOCSU: 'dns' }) // ["E2E_FOCSU is no variable of shakedown and sets nothing; did you mean E2E_FOCUS?"]
 */
export function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = environmentVariables.map(({ name }) => name);
  return Object.entries(environment)
    .filter(([name, value]) => /^(E2E|SHAKEDOWN)_/.test(name) && value !== undefined && value !== '')
    .map(([name]) => name)
    .filter((name) => !known.includes(name) && !FOREIGN.has(name) && !OF_SERVICES.test(name))
    .toSorted()
    .map((name) => `${name} is no variable of shakedown and sets nothing; ${hintFor(name, known)}`);
}

function hintFor(name: string, known: readonly string[]): string {
  const key = configKeys.find(({ path }) => name.replace(/^[^_]+_/, '') === path.replaceAll('.', '_').toUpperCase());
  if (key) return `did you mean --set ${key.path}=…?`;
  const meant = didYouMean(name, known);
  return meant === undefined ? '`shakedown config --help` lists them' : `did you mean ${meant}?`;
}
