import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { RunSinks } from './run-sink.ts';

/** The sinks that the configuration turns on. */
export function turnedOn(sinks: RunSinks, config: Config): RunSinks {
  return Object.fromEntries(Object.entries(sinks).filter(([, sink]) => sink.isTurnedOn(config)));
}

/**
 * The sinks that somebody asked for.
 * @param names those that were named. @default all that the configuration turns on
 * @throws ShakedownError PUBLISH_UNKNOWN, PUBLISH_NOT_CONFIGURED
 */
export function selectSinks(sinks: RunSinks, config: Config, names: readonly string[] | undefined): RunSinks {
  const on = turnedOn(sinks, config);
  if (names === undefined && Object.keys(on).length === 0)
    throw notConfigured('nothing is configured to publish to', Object.values(sinks));
  for (const name of names ?? []) {
    const sink = sinks[name];
    if (sink === undefined)
      throw new ShakedownError('PUBLISH_UNKNOWN', {
        meaning: 'usage',
        expected: `--to to name what a run is published to: ${Object.keys(sinks).join(', ')}`,
        seen: `there is no '${name}'`,
        todo: 'correct the name, or leave --to out to publish to all that is configured',
      });
    if (!(name in on)) throw notConfigured(`'${name}' is not configured`, [sink]);
  }
  return names === undefined ? on : Object.fromEntries(Object.entries(on).filter(([name]) => names.includes(name)));
}

function notConfigured(seen: string, sinks: readonly { turnedOnBy: string }[]): ShakedownError {
  return new ShakedownError('PUBLISH_NOT_CONFIGURED', {
    meaning: 'usage',
    expected: 'a configuration that says where runs are published to',
    seen,
    todo: `set ${sinks.map(({ turnedOnBy }) => turnedOnBy).join(' or ')} in shakedown.config.yaml or by --set, or name the file with --config`,
  });
}
