import { isDeepStrictEqual } from 'node:util';
import { configKeys } from './keys.ts';
import { at } from './problem.ts';
import { configSchema, type Config } from './schema.ts';

/**
 * The part of a configuration that differs from the defaults: the shortest file that says the same.
 * @param leftOut dotted keys to leave out.
 */
export function differences(config: Config, leftOut: readonly string[] = []): Record<string, unknown> {
  const defaults = configSchema.parse({});
  const different: Record<string, unknown> = {};
  for (const { path } of configKeys) {
    const segments = path.split('.');
    const value = at(config, segments);
    if (leftOut.includes(path) || isDeepStrictEqual(value, at(defaults, segments))) continue;
    let section = different;
    for (const name of segments.slice(0, -1)) section = (section[name] ??= {}) as Record<string, unknown>;
    section[segments.at(-1) ?? ''] = value;
  }
  return different;
}
