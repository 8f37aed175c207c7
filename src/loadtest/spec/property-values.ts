import { textList } from '../../config/grammar/text-list.ts';
import { scriptNameProblem } from '../../instruments/load/platform/script-names.ts';
import { targetProblem } from '../../instruments/load/target-url.ts';
import { isDuration, milliseconds } from '../../time/duration.ts';
import { certificatesProblem } from './certificates.ts';
import { withoutMark } from './list-mark.ts';
import type { LoadTestSpec } from './load-test-spec.ts';
import type { Property } from './property-keys.ts';

/** How the text of a property is read, and what to write instead of one that cannot be read. */
const GRAMMARS = {
  WORKER_NUM: [wholeNumber, 'a whole number from 1 on'],
  USERS: [wholeNumber, 'a whole number from 1 on'],
  SPAWN_RATE: [positiveNumber, 'users per second, above 0'],
  RUN_TIME: [seconds, 'a length such as 90s, 3m or 1h30m'],
  RATE: [rate, 'requests per second such as 100, or leave it out'],
  TARGET_TLS: [tlsMode, 'verify or insecure, or leave it out'],
} as const;

/**
 * What is wrong with the text of one property by itself, a sentence each; pure.
 * @param text without spaces around it.
 * @param name of the property in these sentences.
 */
export function propertyProblems(key: Property, text: string, name: string): string[] {
  switch (key) {
    case 'TARGET_HOST':
      return sentence(name, targetProblem(text));
    case 'LOCUST_SCRIPT':
      return text === '' ? [] : sentence(name, scriptNameProblem(text));
    case 'TARGET_CA':
      return text === '' ? [] : sentence(name, certificatesProblem(text), 'is no PEM of an authority: ');
    case 'TARGET_PATHS':
      return pathProblems(pathsOf(text), text, name);
    case 'THRESHOLDS':
      return [];
    default: {
      const [read, wanted] = GRAMMARS[key];
      return read(text) === undefined ? [`${name} is '${text}': write ${wanted}`] : [];
    }
  }
}

function sentence(name: string, problem: string | undefined, before = ''): string[] {
  return problem === undefined ? [] : [`${name} ${before}${problem}`];
}

/** Whether a property takes a text, so that it may have been meant by a similar key. */
export function takesText(key: string, text: string): boolean {
  const given = text.trim();
  // Locust takes a number alone, as seconds.
  if (key === 'RUN_TIME' && /^\d+$/.test(given)) return true;
  if (key === 'TARGET_PATHS') return given.startsWith('/');
  const mayBeEmpty = key === 'LOCUST_SCRIPT' || key === 'TARGET_CA' || key === 'RATE' || key === 'TARGET_TLS';
  return !(mayBeEmpty && given === '') && propertyProblems(key as Property, given, key).length === 0;
}

/** The paths of a text. */
export function pathsOf(text: string): string[] {
  return (textList(text) ?? []).map(withoutMark);
}

/** A path without a leading slash would change the host of the target. */
function pathProblems(paths: readonly string[], given: string, name: string): string[] {
  if (paths.length === 0) return [`${name} is '${given}': write paths such as /,/cart, without brackets`];
  return paths.flatMap((path) => {
    if (/^[[({]/.test(path)) return [`${name} has '${path}' in it: write paths without brackets`];
    if (!path.startsWith('/')) return [`${name} has '${path}' in it: a path begins with /`];
    return /\s/.test(path) ? [`${name} has '${path}' in it: write %20 for a space`] : [];
  });
}

/** A whole number from 1 on. */
export function wholeNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** Requests per second: `100`, `100/s`, `100 rps`; 0 when there is none. */
export function rate(text: string): number | undefined {
  return text === '' ? 0 : positiveNumber(text.replace(/\s*(\/s|rps)$/i, ''));
}

/** A number above 0. */
export function positiveNumber(text: string): number | undefined {
  return /^\d{1,9}(\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/** A duration as in the configuration, in seconds: `20s`, `1h30m`, `1h 30m`, `1.5m`. A number alone is none, as everywhere. */
export function seconds(text: string): number | undefined {
  const value = isDuration(text) ? milliseconds(text) / 1_000 : 0;
  return value > 0 ? value : undefined;
}

/** The TLS verification that a text means. */
export function tlsMode(text: string): LoadTestSpec['tls'] | undefined {
  if (text === '') return 'default';
  return text === 'verify' || text === 'insecure' ? text : undefined;
}
