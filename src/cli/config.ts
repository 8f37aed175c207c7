import { Command } from 'commander';
import { clusterOptions, configOptions } from './command-line/options.ts';
import type { GivenOptions } from './command-line/given.ts';

/** `shakedown config`: what the configuration is, and what it may be. */
export function configCommand(): Command {
  const config = new Command('config').description('show the configuration, or what it may hold');
  config.addCommand(printCommand());
  config.addCommand(schemaCommand());
  return config;
}

function printCommand(): Command {
  const command = new Command('print').description('each value, and where it comes from');
  command.option('--json', 'for programs');
  const settings = configOptions(command);
  clusterOptions(command);
  return command
    .addHelpText(
      'after',
      `
Examples:
  $ shakedown config print
  $ E2E_FOCUS=dns shakedown config print --set scope.namespaces=shop,web
  $ shakedown config print --json | jq -r .origins.\\"run.focus\\"`,
    )
    .action(async (options: GivenOptions & { json?: boolean }) => {
      const { given } = await import('./command-line/given.ts');
      const { printConfig } = await import('../config/print.ts');
      process.stdout.write(printConfig(await given(options, settings), { json: options.json ?? false }));
    });
}

function schemaCommand(): Command {
  return new Command('schema')
    .description('the JSON Schema of shakedown.config.yaml, for editors')
    .addHelpText('after', '\nExample:\n  $ shakedown config schema > shakedown.schema.json')
    .action(async () => {
      const { configJsonSchema } = await import('../config/json-schema.ts');
      process.stdout.write(`${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
    });
}
