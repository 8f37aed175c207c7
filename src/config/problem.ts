import type { z } from 'zod';
import { configKeys, keyAt, type ConfigKey } from './keys.ts';
import { configSchema } from './schema.ts';
import { unknownKey } from './unknown-key.ts';

/** A problem of the configuration, and where it was written. */
export interface Problem {
  /** `shakedown.config.yaml:3:1`, `--focus`, `E2E_FOCUS` … */
  where: string;
  what: string;
}

/** The path of a nested value. */
export type Path = readonly (string | number)[];

/**
 * Checks values against the schema.
 * @param whereIs returns where the value at a path was written.
 */
export function problemsOf(values: unknown, whereIs: (path: Path) => string): Problem[] {
  const result = configSchema.safeParse(values);
  const left = notReplaced(values, []).map(({ path, text }) => ({
    where: whereIs(path),
    what: `${path.join('.')} is the text '${text}': what is in $(…) was not replaced by whoever wrote it`,
  }));
  const found = (result.error?.issues ?? []).flatMap((issue) => {
    const path = issue.path as Path;
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ where: whereIs([...path, key]), what: unknownKey([...path, key].join('.')) }));
    return [{ where: whereIs(path), what: describe(issue, path, at(values, path)) }];
  });
  return [...found, ...left.filter(({ where }) => !found.some((one) => one.where === where))];
}

/** Texts with `$(NAME)` in them, as Kubernetes leaves them when it knows no such variable; an annotation may be any text. */
function notReplaced(value: unknown, path: Path): { path: Path; text: string }[] {
  if (typeof value === 'string') return /\$\([A-Za-z_][\w.-]*\)/.test(value) ? [{ path, text: value }] : [];
  if (typeof value !== 'object' || value === null || path.join('.') === 'objects.annotations') return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([name, one]) => notReplaced(one, [...path, name]));
}

/** The value at a path; `undefined` where there is none. */
export function at(values: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    values,
  );
}

function describe(issue: z.core.$ZodIssue, path: Path, value: unknown): string {
  const name = path.join('.') || 'the configuration';
  if (issue.code === 'invalid_type') {
    const quoted = issue.expected === 'string' && ['number', 'boolean'].includes(typeof value);
    const hint = quoted ? '; put it in quotes' : '';
    return `${name} takes ${expectation(issue, path)}, not ${formatValue(value)}${hint}`;
  }
  if (issue.code === 'invalid_value')
    return `${name} takes ${either(issue.values.map(String))}, not ${formatValue(value)}`;
  if (issue.code === 'too_small' && issue.origin === 'string') return `${name} must not be empty`;
  if (issue.code === 'too_small') return `${name} must be at least ${issue.minimum}, not ${formatValue(value)}`;
  if (issue.code === 'too_big') return `${name} must be at most ${issue.maximum}, not ${formatValue(value)}`;
  // What was written there by mistake may be the secret itself.
  if (issue.code === 'custom' && issue.params?.['isSecret'] === true) return `${name} is ${issue.message}`;
  return `${name} is ${formatValue(value)}: ${issue.message}`;
}

const EXPECTATIONS: Record<ConfigKey['type'], string> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  duration: 'a duration',
  'one of': 'a text',
  'list of text': 'a list of texts',
  list: 'a list',
  'map of text': "names and texts such as 'team=shop, tier=web'",
};

function expectation(issue: z.core.$ZodIssueInvalidType, path: Path): string {
  const key = configKeys.find((known) => known.path === path.join('.'));
  if (key?.type === 'number') return expectedNumber(key);
  if (key) return EXPECTATIONS[key.type];
  const names: Record<string, string> = { string: 'a text', int: 'a whole number', object: 'keys and values' };
  return names[issue.expected] ?? (keyAt(path.join('.')) ? 'a text' : `a ${issue.expected}`);
}

/** Shares are numbers up to 1, and people write them in percent. */
function expectedNumber({ whole, most }: ConfigKey): string {
  if (whole) return 'a whole number';
  return most === 1 ? 'a share such as 0.95' : 'a number';
}

/** @example either(['a', 'b', 'c']) // 'a, b or c' */
function either(texts: readonly string[]): string {
  return [texts.slice(0, -1).join(', '), ...texts.slice(-1)].filter(Boolean).join(' or ');
}

function formatValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `the text '${value}'`;
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'keys and values';
  return typeof value === 'number' ? `the number ${value}` : JSON.stringify(value);
}
