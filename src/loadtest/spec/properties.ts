import { ShakedownError } from '../../errors/shakedown-error.ts';
import { refuseOutOfBounds, type LoadBounds } from '../../instruments/load/bounds.ts';
import type { LoadProfile } from '../../instruments/load/profile.ts';
import type { LoadTestSpec } from './load-test-spec.ts';
import { ALL } from '../../instruments/load/figures/statistics.ts';
import { formatDuration } from '../../time/duration.ts';
import { targetUrl } from '../../instruments/load/target-url.ts';
import { endpointNamed } from './endpoint-named.ts';
import { PROPERTY_DEFAULTS, PROPERTY_KEYS, type NameOf, type Property } from './property-keys.ts';
import {
  pathsOf,
  positiveNumber,
  propertyProblems,
  rate,
  seconds,
  takesText,
  tlsMode,
  wholeNumber,
} from './property-values.ts';
import { scriptVariables } from './script-variables.ts';
import { parseThresholds, type Threshold } from './thresholds.ts';

/** The key of the text that explains the keys. */
const HELP = 'README';

/** The keys in the order in which their problems are told. */
const ORDER: readonly Property[] = [
  ...(['WORKER_NUM', 'USERS', 'SPAWN_RATE', 'RUN_TIME', 'RATE', 'TARGET_TLS', 'TARGET_PATHS'] as const),
  ...(['TARGET_HOST', 'LOCUST_SCRIPT', 'TARGET_CA', 'THRESHOLDS'] as const),
];

const asKey: NameOf = (key) => key;

/**
 * The spec of a load test from `locust-properties`: text by name, as in a ConfigMap.
 * @param bounds that the load must not exceed.
 * @param nameOf how messages name a property. @default by its key
 * @throws ShakedownError LOAD_PROPERTIES_INVALID with every property that is wrong, LOAD_OUT_OF_BOUNDS with every bound that is broken,
 *   and what {@link parseThresholds} throws.
 */
export function parseProperties(
  data: Readonly<Record<string, string>>,
  bounds: LoadBounds,
  nameOf: NameOf = asKey,
): LoadTestSpec {
  const text = (key: Property) => (data[key] ?? PROPERTY_DEFAULTS[key]).trim();
  const problems = ORDER.flatMap((key) => propertyProblems(key, text(key), nameOf(key)));
  const profile = profileOf(text);
  if (profile) problems.push(...rampProblem(profile, text('RUN_TIME'), nameOf));
  const environment = others(data, problems);
  if (problems.length > 0 || !profile) throw invalid(problems);
  const complete = { ...profile, target: targetUrl(text('TARGET_HOST')), environment };
  refuseOutOfBounds(complete, bounds);
  const thresholds = parseThresholds(text('THRESHOLDS'), complete.rate);
  const unknown = complete.script === '' ? endpointProblems(thresholds, complete.paths, nameOf('THRESHOLDS')) : [];
  if (unknown.length > 0) throw invalid(unknown);
  return { ...complete, ...(data['RUN_TIME'] !== undefined && { runTime: complete.seconds }), thresholds };
}

/**
 * Refuses properties that are wrong whatever is added to them, so that no cluster is asked for the rest first.
 * @throws what {@link parseProperties} throws.
 */
export function refuseWrongProperties(
  given: Readonly<Partial<Record<Property, string>>>,
  bounds: LoadBounds,
  nameOf: NameOf,
): void {
  const text = (key: Property) => given[key]?.trim();
  const problems = ORDER.flatMap((key) => {
    const value = text(key);
    return value === undefined ? [] : propertyProblems(key, value, nameOf(key));
  });
  const profile = profileOf((key) => text(key) ?? PROPERTY_DEFAULTS[key]);
  const hasRamp = (['USERS', 'SPAWN_RATE', 'RUN_TIME'] as const).every((key) => given[key] !== undefined);
  if (profile && hasRamp) problems.push(...rampProblem(profile, text('RUN_TIME') ?? '', nameOf));
  if (problems.length > 0) throw invalid(problems);
  refuseOutOfBounds(
    {
      workers: wholeNumber(text('WORKER_NUM') ?? '') ?? 0,
      users: wholeNumber(text('USERS') ?? '') ?? 0,
      rate: rate(text('RATE') ?? '') ?? 0,
      seconds: seconds(text('RUN_TIME') ?? '') ?? 0,
    },
    bounds,
  );
  const asked = given.RATE === undefined ? Number.POSITIVE_INFINITY : (rate(text('RATE') ?? '') ?? 0);
  parseThresholds(text('THRESHOLDS') ?? '', asked);
}

/** What the texts mean; `undefined` when one of them cannot be read. */
function profileOf(text: (key: Property) => string): Omit<LoadProfile, 'target' | 'environment'> | undefined {
  const profile = {
    workers: wholeNumber(text('WORKER_NUM')),
    users: wholeNumber(text('USERS')),
    spawnRate: positiveNumber(text('SPAWN_RATE')),
    seconds: seconds(text('RUN_TIME')),
    rate: rate(text('RATE')),
    tls: tlsMode(text('TARGET_TLS')),
    script: text('LOCUST_SCRIPT'),
    paths: pathsOf(text('TARGET_PATHS')),
  };
  const isComplete = Object.values(profile).every((value) => value !== undefined);
  return isComplete ? (profile as Omit<LoadProfile, 'target' | 'environment'>) : undefined;
}

function rampProblem(
  { users, spawnRate, seconds: length }: Pick<LoadProfile, 'users' | 'spawnRate' | 'seconds'>,
  written: string,
  nameOf: NameOf,
): string[] {
  if (length > users / spawnRate) return [];
  const [time, speed] = [nameOf('RUN_TIME'), nameOf('SPAWN_RATE')];
  const ramp = formatDuration(users / spawnRate);
  return [
    `${time} is ${written}, and the ramp-up of ${users} users at a ${speed} of ${spawnRate} takes ${ramp}: raise ${speed} or ${time}`,
  ];
}

/** Keys that are not properties go to the script, unless they look like a typo. */
function others(data: Readonly<Record<string, string>>, problems: string[]): Record<string, string> {
  const free = Object.entries(data).filter(
    ([key]) => key !== HELP && !(PROPERTY_KEYS as readonly string[]).includes(key),
  );
  const known = { keys: PROPERTY_KEYS, takes: takesText };
  const environment = scriptVariables(Object.fromEntries(free), known, problems);
  return { ...(data['TARGET_CA'] && { TARGET_CA: data['TARGET_CA'] }), ...environment };
}

function invalid(problems: readonly string[]): ShakedownError {
  return new ShakedownError('LOAD_PROPERTIES_INVALID', {
    meaning: 'usage',
    expected: 'properties of a load test that can be read',
    seen: problems.join('\n'),
  });
}

/** Without a script it is known beforehand which endpoints there will be. */
function endpointProblems(thresholds: readonly Threshold[], paths: readonly string[], name: string): string[] {
  const endpoints = [...new Set(paths)].map((path) => `GET ${path}`);
  return thresholds
    .filter(({ endpoint }) => endpointNamed(endpoint, [ALL, ...endpoints]) === undefined)
    .map(({ text }) => `${name} has '${text}' in it: users request only ${endpoints.join(', ')}`);
}
