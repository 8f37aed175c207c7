import { Command, CommanderError } from 'commander';
import { loadConfig, type LoadedConfig } from '../../config/load.ts';
import { splitArguments } from '../../config/environment/environment.ts';
import { unknownVariables } from '../../config/environment/environment-variables.ts';
import type { Setting } from '../../config/setting.ts';
import { clusterOptions, configOptions } from './options.ts';
import { refuseEmptyValues } from './empty-values.ts';
import { usageError } from './usage-error.ts';

/** The context of a command: the configuration and the cluster, according to flags and environment. */
export interface CommandContext extends LoadedConfig {
  kubeconfig: string | undefined;
  /** The context in the kubeconfig. */
  kubeContext: string | undefined;
}

/** The options that {@link commandContext} reads. */
export interface ContextOptions {
  config?: string;
  kubeconfig?: string;
  context?: string;
}

/**
 * Creates the context of a command. Flags win over E2E_EXTRA_ARGS (parsed as flags), these over the other E2E_* variables, and these over the file.
 * Warns on standard error of variables that look like the suite's and have no effect.
 * @param settings what {@link configOptions} collected.
 */
export async function commandContext(
  options: ContextOptions,
  settings: readonly Setting[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<CommandContext> {
  const extra = extraArguments(environment['E2E_EXTRA_ARGS'] ?? '');
  const loaded = await loadConfig({
    file: options.config ?? extra.options.config,
    environment,
    flags: [...extra.settings, ...settings],
  });
  for (const warning of unknownVariables(environment)) process.stderr.write(`warning: ${warning}\n`);
  const kubeconfig = options.kubeconfig ?? extra.options.kubeconfig ?? environment['E2E_KUBECONFIG'];
  return { ...loaded, kubeconfig: kubeconfig || undefined, kubeContext: options.context ?? extra.options.context };
}

function extraArguments(text: string): { settings: Setting[]; options: ContextOptions } {
  const command = new Command('E2E_EXTRA_ARGS').exitOverride().configureOutput({ outputError: () => {} });
  command.helpOption(false);
  const settings = configOptions(command);
  clusterOptions(command);
  refuseEmptyValues(command);
  try {
    command.parse(splitArguments(text), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError)
      throw usageError(error, 'shakedown run', { where: 'arguments in E2E_EXTRA_ARGS' });
    throw error;
  }
  const origin = (setting: Setting) => `E2E_EXTRA_ARGS (${setting.origin})`;
  return { settings: settings.map((setting) => ({ ...setting, origin: origin(setting) })), options: command.opts() };
}
