import { didYouMean } from './did-you-mean.ts';
import { configKeys, configSections } from './keys.ts';

const TOLERATION = ['key', 'operator', 'value', 'effect', 'tolerationSeconds'];

/** What is set for each load test, by its name among people: the property, and the bound of it, if it has one. */
const OF_LOAD_TESTS: Readonly<Record<string, readonly [property: string, bound?: string]>> = {
  target: ['TARGET_HOST'],
  paths: ['TARGET_PATHS'],
  script: ['LOCUST_SCRIPT'],
  workers: ['WORKER_NUM', 'workers'],
  users: ['USERS', 'users'],
  spawnRate: ['SPAWN_RATE'],
  runTime: ['RUN_TIME', 'duration'],
  rate: ['RATE', 'rate'],
  thresholds: ['THRESHOLDS'],
};
/** The flag of a property where it is not the property's name. */
const FLAGS: Readonly<Record<string, string>> = {
  TARGET_HOST: '--target',
  TARGET_PATHS: '--path',
  LOCUST_SCRIPT: '--script',
  WORKER_NUM: '--workers',
  THRESHOLDS: '--threshold',
};

/**
 * The message about a key that does not exist: what was probably meant, else what there is.
 * @example unknownKey('run.focsu') // "unknown key 'run.focsu'; did you mean 'run.focus'?"
 */
export function unknownKey(path: string): string {
  const hint = ofLoadTest(path) ?? similar(path);
  return `unknown key '${path}'${hint}`;
}

/** Of a property of load tests that was taken for a key of the section `load`. */
function ofLoadTest(path: string): string | undefined {
  const [, section, last = ''] = /^load\.(bounds\.)?([^.]+)$/.exec(path) ?? [];
  const name = Object.keys(OF_LOAD_TESTS).find((known) => sameWord(known, last));
  const [property, bound] = OF_LOAD_TESTS[name ?? ''] ?? [];
  if (property === undefined) return undefined;
  if (section !== undefined) return bound === undefined ? undefined : `; did you mean 'load.bounds.${bound}'?`;
  const flag = FLAGS[property] ?? `--${property.toLowerCase().replaceAll('_', '-')}`;
  const most = bound === undefined ? '' : `; the maximum is 'load.bounds.${bound}'`;
  return `: it is set for each load test, by ${flag} or as ${property} in locust-properties${most}`;
}

/** @example sameWord('runTime', 'run-time') // true; and so is sameWord('thresholds', 'threshold') */
function sameWord(one: string, other: string): boolean {
  const plain = (word: string) => word.toLowerCase().replaceAll(/[-_]/g, '').replace(/s$/, '');
  return plain(one) === plain(other);
}

function similar(path: string): string {
  const known = [...configSections, ...configKeys].map((key) => key.path);
  const last = path.slice(path.lastIndexOf('.') + 1);
  const ofToleration = /^objects\.tolerations\.\d+\.[^.]+$/.test(path) ? didYouMean(last, TOLERATION) : undefined;
  const meant = ofToleration ?? bySegments(path, known) ?? known.find((key) => key.endsWith(`.${last}`));
  if (meant !== undefined) return `; did you mean '${meant}'?`;
  const section = path.slice(0, Math.max(0, path.lastIndexOf('.')));
  const there = section === '' ? [] : childrenOf(section, known);
  if (there.length > 0) return `; ${section} has ${there.join(', ')}`;
  return `; the sections are ${configSections.map((one) => one.path).join(', ')}`;
}

/** The key that is similar in each part: a long name of a section must not make up for a short key that is another one. */
function bySegments(path: string, known: readonly string[]): string | undefined {
  let meant = '';
  for (const segment of path.split('.')) {
    const there = childrenOf(meant, known);
    const name = there.includes(segment) ? segment : didYouMean(segment, there);
    if (name === undefined) return path.includes('.') ? undefined : didYouMean(path, known);
    meant = meant === '' ? name : `${meant}.${name}`;
  }
  return meant;
}

/** @param section dotted; empty for the top. */
function childrenOf(section: string, known: readonly string[]): string[] {
  const prefix = section === '' ? '' : `${section}.`;
  const below = known.filter((key) => key.startsWith(prefix));
  return [...new Set(below.map((key) => key.slice(prefix.length).split('.')[0] ?? ''))];
}
