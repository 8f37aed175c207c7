import { Command } from 'commander';
import type { ContextOptions } from './command-line/command-context.ts';
import { clusterOptions, configOptions } from './command-line/options.ts';

interface PluginOptions extends ContextOptions {
  rbac?: string | true;
  sonobuoyConfig?: string | true;
  output?: string;
}

/** `shakedown plugin`: renders the plugin's definition for Sonobuoy. */
export function pluginCommand(): Command {
  const command = new Command('plugin').description('render the Sonobuoy plugin');
  command.option('--output <file>', 'write to a file instead of standard output');
  command.option(
    '--rbac [file]',
    'also write namespaces, service account and least-privilege roles (default file: shakedown-rbac.yaml, next to that of --output), and let the plugin use them',
  );
  command.option(
    '--sonobuoy-config [file]',
    'also write the configuration of Sonobuoy itself (default file: shakedown-sonobuoy.json, next to that of --output): it collects nothing of the cluster into its archive, and keeps autoscalers away from its pods',
  );
  const settings = configOptions(command);
  clusterOptions(command);
  return command
    .addHelpText(
      'after',
      `
The plugin contains the configuration that differs from the defaults.

Examples:
  $ shakedown plugin --image registry.example.com/shakedown:1.0 --sonobuoy-config --output shakedown-plugin.yaml
  $ sonobuoy run --config shakedown-sonobuoy.json --plugin shakedown-plugin.yaml --sonobuoy-image sonobuoy/sonobuoy:v0.57.3 --wait

  $ shakedown plugin --image registry.example.com/shakedown:1.0 --rbac --sonobuoy-config --output shakedown-plugin.yaml
  $ kubectl apply -f shakedown-rbac.yaml
  $ sonobuoy run --config shakedown-sonobuoy.json --plugin shakedown-plugin.yaml --sonobuoy-image sonobuoy/sonobuoy:v0.57.3 --skip-preflight=existingnamespace --aggregator-permissions=clusterRead`,
    )
    .action(async (options: PluginOptions) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { writePlugin } = await import('./suite/write-plugin.ts');
      await writePlugin(await commandContext(options, settings), options);
    });
}
