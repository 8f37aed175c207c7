import { PLUGIN_NAME } from '../../../plugin/definition.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import type { PluginResults } from '../../sonobuoy/stored/plugins/plugin-results.ts';

/**
 * The quarantine of the configuration, where it may cover something: our own tests have been judged by it in their run.
 * @param file of the configuration. @default `shakedown.config.yaml`, if it exists
 * @throws ShakedownError CONFIG_INVALID, CONFIG_UNREADABLE
 */
export async function quarantineFor(
  plugins: readonly PluginResults[],
  file: string | undefined,
): Promise<Config['quarantine']> {
  if (!plugins.some(({ name, cases }) => name !== PLUGIN_NAME && cases.length > 0)) return [];
  return (await loadConfig({ file, environment: process.env, flags: [] })).config.quarantine;
}
