import { textList } from '../../config/grammar/text-list.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { refuseOutOfBounds, type LoadBounds } from '../../instruments/load/bounds.ts';
import type { LoadTestSpec } from './load-test-spec.ts';
import { certificatesProblem } from './certificates.ts';
import { scriptNameProblem } from '../../instruments/load/platform/script-names.ts';
import { ALL } from '../../instruments/load/figures/statistics.ts';
import { formatDuration, isDuration, milliseconds } from '../../time/duration.ts';
import { targetProblem, targetUrl } from '../../instruments/load/target-url.ts';
import { endpointNamed } from './endpoint-named.ts';
import { withoutMark } from './list-mark.ts';
import { scriptVariables } from './script-variables.ts';
import { parseThresholds, type Threshold } from './thresholds.ts';

/** The keys of `locust-properties`, and their defaults. */
export const PROPERTY_DEFAULTS = {
  WORKER_NUM: '3',
  LOCUST_SCRIPT: '',
  TARGET_HOST: '',
  TARGET_PATHS: '/',
  TARGET_TLS: '',
  TARGET_CA: '',
  USERS: '10',
  SPAWN_RATE: '10',
  RUN_TIME: '1m',
  RATE: '',
  THRESHOLDS: '',
} as const;

/** What each key takes, for who edits the ConfigMap. */
export const PROPERTIES_HELP = Object.entries({
  WORKER_NUM: 'workers, each of which uses at most one core: 3',
  LOCUST_SCRIPT: 'a script of the ConfigMap locust-scripts: buy.py. Empty: users request TARGET_PATHS',
  TARGET_HOST: 'a Service or a URL: shop.web, shop.web:8080, https://shop.example.com',
  TARGET_PATHS: 'paths, separated by commas or lines: /, /cart',
  TARGET_TLS: 'verify, insecure, or empty',
  TARGET_CA: 'certificates of your own authority (PEM), or empty',
  USERS: 'users at the same time: 10',
  SPAWN_RATE: 'users started per second: 10',
  RUN_TIME: 'length of the load: 90s, 5m, 1h30m',
  RATE: 'requests per second of all users: 100. Empty: as many as the target answers',
  THRESHOLDS:
    'what has to hold, separated by commas or lines: p95 < 500ms, failures < 1%, rate >= 95/s, GET /cart p99 < 2s. A # begins a comment',
} satisfies Record<Key, string>)
  .map(([key, text]) => `${key}: ${text}\n`)
  .concat('Any other key is a variable of the script. This text is not read.\n')
  .join('');
/** The key of that text. */
const HELP = 'README';

type Key = keyof typeof PROPERTY_DEFAULTS;
const KEYS = Object.keys(PROPERTY_DEFAULTS) as Key[];

/**
 * The spec of a load test from `locust-properties`: text by name, as in a ConfigMap.
 * @param bounds that the load must not exceed.
 * @throws ShakedownError LOAD_PROPERTIES_INVALID with every property that is wrong, LOAD_OUT_OF_BOUNDS with every bound that is broken,
 *   and what {@link parseThresholds} throws.
 */
export function parseProperties(data: Readonly<Record<string, string>>, bounds: LoadBounds): LoadTestSpec {
  const problems: string[] = [];
  const text = (key: Key) => (data[key] ?? PROPERTY_DEFAULTS[key]).trim();
  const take = <T>(key: Key, read: (text: string) => T | undefined, wanted: string): T | undefined => {
    const value = read(text(key));
    if (value === undefined) problems.push(`${key} is '${text(key)}': write ${wanted}`);
    return value;
  };
  const profile = {
    workers: take('WORKER_NUM', wholeNumber, 'a whole number from 1 on'),
    users: take('USERS', wholeNumber, 'a whole number from 1 on'),
    spawnRate: take('SPAWN_RATE', positiveNumber, 'users per second, above 0'),
    seconds: take('RUN_TIME', seconds, 'a length such as 90s, 3m or 1h30m'),
    rate: take('RATE', rate, 'requests per second such as 100, or leave it out'),
    tls: take('TARGET_TLS', tlsMode, 'verify or insecure, or leave it out'),
    target: text('TARGET_HOST'),
    script: text('LOCUST_SCRIPT'),
    paths: (textList(text('TARGET_PATHS')) ?? []).map(withoutMark),
  };
  problems.push(...pathProblems(profile.paths, text('TARGET_PATHS')));
  const { users, spawnRate, seconds: length } = profile;
  if (users !== undefined && spawnRate !== undefined && length !== undefined && length <= users / spawnRate)
    problems.push(
      `RUN_TIME is ${text('RUN_TIME')}, and the ramp-up of ${users} users at a SPAWN_RATE of ${spawnRate} takes ${formatDuration(users / spawnRate)}: raise SPAWN_RATE or RUN_TIME`,
    );
  const target = targetProblem(profile.target);
  if (target !== undefined) problems.push(`TARGET_HOST ${target}`);
  const script = profile.script === '' ? undefined : scriptNameProblem(profile.script);
  if (script !== undefined) problems.push(`LOCUST_SCRIPT ${script}`);
  const authority = data['TARGET_CA'] ? certificatesProblem(data['TARGET_CA']) : undefined;
  if (authority !== undefined) problems.push(`TARGET_CA is no PEM of an authority: ${authority}`);
  const environment = others(data, problems);
  if (problems.length > 0) throw invalid(problems);
  const complete = { ...profile, target: targetUrl(profile.target), environment } as Omit<LoadTestSpec, 'thresholds'>;
  refuseOutOfBounds(complete, bounds);
  const thresholds = parseThresholds(text('THRESHOLDS'), complete.rate);
  const unknown = complete.script === '' ? endpointProblems(thresholds, complete.paths) : [];
  if (unknown.length > 0) throw invalid(unknown);
  return { ...complete, ...(data['RUN_TIME'] !== undefined && { runTime: complete.seconds }), thresholds };
}

/** Keys that are not properties go to the script, unless they look like a typo. */
function others(data: Readonly<Record<string, string>>, problems: string[]): Record<string, string> {
  const free = Object.entries(data).filter(([key]) => key !== HELP && !(KEYS as string[]).includes(key));
  const environment = scriptVariables(Object.fromEntries(free), { keys: KEYS, takes }, problems);
  return { ...(data['TARGET_CA'] && { TARGET_CA: data['TARGET_CA'] }), ...environment };
}

/** Whether a property takes a text, so that it may have been meant by a similar key. */
function takes(key: string, text: string): boolean {
  const given = text.trim();
  switch (key) {
    case 'WORKER_NUM':
    case 'USERS':
      return wholeNumber(given) !== undefined;
    case 'SPAWN_RATE':
      return positiveNumber(given) !== undefined;
    case 'RUN_TIME':
      return seconds(given) !== undefined;
    case 'RATE':
      return given !== '' && rate(given) !== undefined;
    case 'TARGET_TLS':
      return given !== '' && tlsMode(given) !== undefined;
    case 'TARGET_HOST':
      return targetProblem(given) === undefined;
    case 'LOCUST_SCRIPT':
      return scriptNameProblem(given) === undefined;
    case 'TARGET_PATHS':
      return given.startsWith('/');
    case 'TARGET_CA':
      return certificatesProblem(text) === undefined;
    default:
      return true;
  }
}

function invalid(problems: readonly string[]): ShakedownError {
  return new ShakedownError('LOAD_PROPERTIES_INVALID', {
    meaning: 'usage',
    expected: 'properties of a load test that can be read',
    seen: problems.join('\n'),
  });
}

/** A path without a leading slash would change the host of the target. */
function pathProblems(paths: readonly string[], given: string): string[] {
  if (paths.length === 0) return [`TARGET_PATHS is '${given}': write paths such as /,/cart, without brackets`];
  return paths.flatMap((path) => {
    if (/^[[({]/.test(path)) return [`TARGET_PATHS has '${path}' in it: write paths without brackets`];
    if (!path.startsWith('/')) return [`TARGET_PATHS has '${path}' in it: a path begins with /`];
    return /\s/.test(path) ? [`TARGET_PATHS has '${path}' in it: write %20 for a space`] : [];
  });
}

/** Without a script it is known beforehand which endpoints there will be. */
function endpointProblems(thresholds: readonly Threshold[], paths: readonly string[]): string[] {
  const endpoints = [...new Set(paths)].map((path) => `GET ${path}`);
  return thresholds
    .filter(({ endpoint }) => endpointNamed(endpoint, [ALL, ...endpoints]) === undefined)
    .map(({ text }) => `THRESHOLDS has '${text}' in it: users request only ${endpoints.join(', ')}`);
}

function wholeNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** Requests per second: `100`, `100/s`, `100 rps`; 0 when there is none. */
function rate(text: string): number | undefined {
  return text === '' ? 0 : positiveNumber(text.replace(/\s*(\/s|rps)$/i, ''));
}

function positiveNumber(text: string): number | undefined {
  return /^\d{1,9}(\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/** A duration as in the configuration, `20s`, `1h30m`, `1h 30m`, `1.5m`; a number alone is seconds, as for Locust. */
function seconds(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return positive(Number(text));
  return isDuration(text) ? positive(milliseconds(text) / 1_000) : undefined;
}

function positive(value: number): number | undefined {
  return value > 0 ? value : undefined;
}

function tlsMode(text: string): LoadTestSpec['tls'] | undefined {
  if (text === '') return 'default';
  return text === 'verify' || text === 'insecure' ? text : undefined;
}
