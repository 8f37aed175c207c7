import { redacted } from './redacted.ts';

/**
 * A value of plain JSON with each text in it {@link redacted}; the names of fields stay. Pure.
 * @param asItIs the fields whose texts stay: names of the suite that must be the same everywhere.
 */
export function redactedValues<T>(value: T, asItIs: ReadonlySet<string>): T {
  if (typeof value === 'string') return redacted(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => redactedValues(one, asItIs)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]: [string, unknown]) => [
    name,
    asItIs.has(name) ? one : redactedValues(one, asItIs),
  ]);
  return Object.fromEntries(entries) as T;
}
