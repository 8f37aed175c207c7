import { Command } from 'commander';
import { environmentVariables } from '../config/environment/environment-variables.ts';
import { clusterOptions, configOptions } from './command-line/options.ts';
import type { ContextOptions } from './command-line/command-context.ts';

/** `shakedown config`: shows the configuration, and its schema. */
export function configCommand(): Command {
  const config = new Command('config')
    .description('show the configuration, or its JSON Schema')
    .addHelpText('after', variablesHelp);
  config.addCommand(printCommand());
  config.addCommand(schemaCommand());
  return config;
}

/** All environment variables, one per line. */
function variablesHelp(): string {
  const width = Math.max(...environmentVariables.map(({ name }) => name.length));
  const lines = environmentVariables.map(({ name, meaning }) => `  ${name.padEnd(width)}  ${meaning}`);
  return ['', 'Environment:', ...lines].join('\n');
}

function printCommand(): Command {
  const command = new Command('print').description('each value, and where it comes from');
  command.option('--json', 'print JSON, for programs');
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
    .action(async (options: ContextOptions & { json?: boolean }) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { printConfig } = await import('../config/print.ts');
      process.stdout.write(printConfig(await commandContext(options, settings), { json: options.json ?? false }));
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
