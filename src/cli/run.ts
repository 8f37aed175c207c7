import { Command } from 'commander';
import type { ContextOptions } from './command-line/command-context.ts';
import { clusterOptions, configOptions, resultsOptions, waitOption } from './command-line/options.ts';
import { addRerun, rerunOption, type RerunOptions } from './suite/rerun.ts';
import type { RunFlags } from './suite/run-from-here.ts';

/** `shakedown run`: tests the cluster from this machine. */
export function runCommand(): Command {
  const command = new Command('run').description('test the cluster of a kubeconfig, from here');
  resultsOptions(command);
  waitOption(command);
  rerunOption(command);
  const settings = configOptions(command);
  clusterOptions(command);
  return command
    .addHelpText(
      'after',
      `
Examples:
  $ shakedown run --context staging --image registry.example.com/shakedown:1.0
  $ shakedown run --focus 'deployment/shop/' --dry-run
  $ shakedown run --rerun-failed 20261121-081450-mnjv
  $ shakedown run --set scope.namespaces=shop,web --set time.settle=5m`,
    )
    .action(async (options: ContextOptions & RunFlags & RerunOptions) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { runFromHere } = await import('./suite/run-from-here.ts');
      process.exitCode = await runFromHere(async () => {
        await addRerun(options, settings);
        return await commandContext(options, settings);
      }, options);
    });
}
