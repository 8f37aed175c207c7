import { isDeepStrictEqual } from 'node:util';
import { configKeys } from './keys.ts';
import type { LoadedConfig } from './load.ts';
import { inOneLine } from './print.ts';
import { at } from './problem.ts';
import { configSchema } from './schema.ts';

/** One key of the configuration that differs from its default. */
export interface EffectiveSetting {
  /** Dotted: `time.settle`. */
  key: string;
  /** As YAML writes it in one line. */
  value: string;
  /** Where it was set: `shakedown.config.yaml:3:5`, `E2E_FOCUS`, `--focus` … */
  origin: string;
}

/**
 * The settings that differ from their defaults, and where they were set; pure. The configuration contains the names of Secrets, but none of
 * their values; of the addresses of channels only the host is kept, because the rest may be a secret.
 */
export function effectiveSettings({ config, origins }: Pick<LoadedConfig, 'config' | 'origins'>): EffectiveSetting[] {
  const defaults = configSchema.parse({});
  return configKeys.flatMap(({ path: key }) => {
    const segments = key.split('.');
    const value = at(config, segments);
    // What builds and deletes the cluster is no setting of the run.
    if (segments[0] === 'nightly') return [];
    if (isDeepStrictEqual(value, at(defaults, segments))) return [];
    return [
      { key, value: inOneLine(isOfChannel(key) ? hostOnly(value) : value), origin: origins.get(key) ?? 'default' },
    ];
  });
}

/** The address of the report is in each message anyway. */
function isOfChannel(key: string): boolean {
  return key.startsWith('notify.') && key !== 'notify.reportUrl';
}

/** An address without all that comes before and after its host: `https://hooks.example.com/…`. Anything else is returned as it is. */
function hostOnly(value: unknown): unknown {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return value;
  const { origin, href } = url;
  return href === `${origin}/` ? origin : `${origin}/…`;
}
