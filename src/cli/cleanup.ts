import { Command } from 'commander';
import { cleanupConfigOptions, clusterOptions } from './command-line/options.ts';
import type { CleanupOptions } from './suite/remove-leftovers.ts';

/** `shakedown cleanup`: removes the leftovers of killed runs. */
export function cleanupCommand(): Command {
  const command = new Command('cleanup').description('remove what killed runs left in the cluster, and nothing else');
  command.option('--run <id>', 'what this run created, whatever its age');
  command.option('--all', 'what any run created, even a live one');
  command.option('--dry-run', 'show what would be removed, and remove nothing');
  command.option('--json', 'print JSON, for programs');
  const settings = cleanupConfigOptions(command);
  clusterOptions(command);
  return command
    .addHelpText(
      'after',
      `
Without --run or --all, objects older than objects.timeToLive (2h) are removed, unless their run is alive or a load runs on them. Only objects with the labels of a run are affected.
All kinds that the specs declare to create are searched: pass the --specs of the run.

Examples:
  $ shakedown cleanup --dry-run
  $ shakedown cleanup --run 20261121-081450-mnjv`,
    )
    .action(async (options: CleanupOptions) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { cleanUp } = await import('./suite/remove-leftovers.ts');
      await cleanUp(await commandContext(options, settings), options);
    });
}
