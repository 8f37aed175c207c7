import { Command, InvalidArgumentError } from 'commander';
import { archiveConfigOptions } from './command-line/options.ts';
import type { ContextOptions } from './command-line/command-context.ts';

/** `shakedown archive`: looks after the archive of runs. */
export function archiveCommand(): Command {
  const archive = new Command('archive').description('look after the archive of runs in S3');
  archive.addCommand(pruneCommand());
  archive.addCommand(reindexCommand());
  return archive;
}

function pruneCommand(): Command {
  const command = new Command('prune')
    .description('delete old runs from the archive, and nothing else')
    .requiredOption('--keep <days>', 'how long runs are kept: 30d', days)
    .option('--of <cluster>', 'only runs of the cluster with this cluster.name (default: all below archive.prefix)')
    .option('--dry-run', 'show what would be deleted, and delete nothing');
  const settings = archiveConfigOptions(command);
  return command
    .addHelpText(
      'after',
      `
Only runs that have a run.json of the suite are deleted, and of their objects only those that the suite writes.

Example:
  $ shakedown archive prune --keep 30d --dry-run`,
    )
    .action(async (options: ContextOptions & { keep: number; of?: string; dryRun?: boolean }) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { pruneArchive } = await import('./suite/prune-archive.ts');
      const { config } = await commandContext(options, settings);
      await pruneArchive(config, { keepDays: options.keep, cluster: options.of, dryRun: options.dryRun ?? false });
    });
}

function reindexCommand(): Command {
  const command = new Command('reindex')
    .description('write the indexes for histories again, by what the runs in the archive say')
    .option('--of <cluster>', 'only those of the cluster with this cluster.name (default: all below archive.prefix)')
    .option('--dry-run', 'show what would be written, and write nothing');
  const settings = archiveConfigOptions(command);
  return command
    .addHelpText(
      'after',
      `
For an index that was lost, or that something else has overwritten. It reads the results of each run, and is safe while other runs end.

Example:
  $ shakedown archive reindex --dry-run`,
    )
    .action(async (options: ContextOptions & { of?: string; dryRun?: boolean }) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { reindexArchive } = await import('./suite/reindex-archive.ts');
      const { config } = await commandContext(options, settings);
      await reindexArchive(config, { cluster: options.of, dryRun: options.dryRun ?? false });
    });
}

function days(text: string): number {
  const [, number] = /^(\d{1,5})d?$/.exec(text) ?? [];
  if (number !== undefined && Number(number) > 0) return Number(number);
  throw new InvalidArgumentError('It must be a number of days: 30d.');
}
