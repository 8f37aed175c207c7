import { DEFAULT_KUBERNETES, otherKubernetesFamilies } from '../../testbed/preparation/kubernetes-families.mjs';
import { ADDON_FAMILIES, ONLY_IN_LONG_TESTS } from '../../testbed/preparation/addon-families.mjs';

/**
 * What is in the build cache, by name only: a build of another version counts too.
 * @typedef {object} Built
 * @property {string[]} families of programs.
 * @property {string[]} images
 * @property {string[]} clusters that were brought up and not taken down.
 */

/** Families that only some clusters have. */
const ONLY_TESTS = 'sonobuoy';
/** Only long tests build them, when they need them. */
const ONLY_LONG_TESTS = ['thanos', 'victoria-metrics', 'conformance'];
/** Checks the workflows: only tests need it. */
const LINTS = 'actionlint';
/** Simulates nodes: those of an add-on, and those of an option. */
const SIMULATES = 'kwok';

/**
 * What a command will install and build, as well as this is known before the npm packages are installed.
 * @param {import('./verbs.mjs').Command} command
 * @param {{ needs: import('./preflight.mjs').Needs, debian: string[], npm: boolean, built: Built }} machine
 * @param {import('../../testbed/preparation/parts.mjs').Weights} weights
 * @returns {import('../../testbed/preparation/parts.mjs').Wanted}
 */
export function wantedBy({ verb, rest }, { needs, debian, npm, built }, weights) {
  const installs = { debian: needs === 'testbed' ? debian : [], npm };
  // Each benchmark builds what it needs and announces it itself.
  if (needs !== 'testbed' || verb === 'bench') {
    return { ...installs, families: [], images: [], cluster: 'none', load: false };
  }
  const tests = verb !== 'cluster';
  const cluster = (tests ? undefined : optionOf(rest, '--name')) ?? 'shakedown';
  const addons = addonsOf({ verb, rest });
  const simulated = addons.includes('nodes') || Number(optionOf(rest, '--kwok') ?? 0) > 0;
  const left = Object.keys(ADDON_FAMILIES).filter((name) => !addons.includes(name));
  const ofOthers = left.flatMap((name) => ADDON_FAMILIES[name] ?? []).filter((family) => family !== SIMULATES);
  const kubernetes = (tests ? undefined : optionOf(rest, '--kubernetes')) ?? DEFAULT_KUBERNETES;
  const otherKubernetes = otherKubernetesFamilies(kubernetes);
  const families = idsOf('compile', weights)
    .filter((family) => !otherKubernetes.includes(family))
    .filter((family) => !ofOthers.includes(family))
    .filter((family) => (tests || family !== ONLY_TESTS) && !ONLY_LONG_TESTS.includes(family))
    .filter((family) => verb === 'test' || family !== LINTS)
    .filter((family) => simulated || family !== SIMULATES);
  const images = tests ? idsOf('image', weights) : [];
  return {
    ...installs,
    families: families.filter((family) => !built.families.includes(family)),
    images: images.filter((name) => !built.images.includes(name)),
    cluster: built.clusters.includes(cluster) ? 'check' : 'start',
    load: tests,
  };
}

/** The add-ons of the local cluster that `npm start` tests, unless it is told to be small. */
export const MAIN_ADDONS = ['prometheus', 'logs'];

/**
 * The add-ons that a command brings up; `all` stands for each, also for those that have to be named.
 * @param {Pick<import('./verbs.mjs').Command, 'verb' | 'rest'>} command
 */
export function addonsOf({ verb, rest }) {
  const all = Object.keys(ADDON_FAMILIES);
  if (verb === 'cluster') {
    const named = (optionOf(rest, '--with') ?? '').split(',').map((name) => name.trim());
    return named.includes('all') ? all : named;
  }
  if (verb === 'test') return isLong({ verb, rest }) ? all : all.filter((name) => !ONLY_IN_LONG_TESTS.includes(name));
  return rest.includes('--small') ? [] : MAIN_ADDONS;
}

/**
 * Whether a command runs the long tests.
 * @param {Pick<import('./verbs.mjs').Command, 'verb' | 'rest'>} command
 */
export function isLong({ verb, rest }) {
  return verb === 'test' && rest.includes('--long');
}

/**
 * @param {string} kind
 * @param {import('../../testbed/preparation/parts.mjs').Weights} weights
 */
function idsOf(kind, { parts }) {
  return Object.keys(parts).flatMap((id) => (id.startsWith(`${kind}/`) ? [id.slice(kind.length + 1)] : []));
}

/**
 * @param {string[]} words
 * @param {string} name
 */
function optionOf(words, name) {
  const index = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  if (index < 0) return undefined;
  return words[index]?.includes('=') ? words[index].slice(name.length + 1) : words[index + 1];
}
