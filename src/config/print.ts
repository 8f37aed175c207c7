import { stringify } from 'yaml';
import { configKeys } from './keys.ts';
import type { LoadedConfig } from './load.ts';
import { at } from './problem.ts';

/** The configuration as text: each value, and where it comes from. */
export function printConfig({ config, origins, file }: LoadedConfig, { json }: { json: boolean }): string {
  if (json) {
    return `${JSON.stringify({ file: file ?? null, values: config, origins: Object.fromEntries(origins) }, undefined, 2)}\n`;
  }
  const rows = configKeys.map(({ path }) => [path, inOneLine(at(config, path.split('.'))), origins.get(path) ?? '']);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [keys, values] = [width(0), width(1)];
  return rows
    .map(([path = '', value = '', origin]) => `${path.padEnd(keys)}  ${value.padEnd(values)}  ${origin}\n`)
    .join('');
}

/** A value in one line of YAML; `-` for none. */
export function inOneLine(value: unknown): string {
  if (value === undefined) return '-';
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}
