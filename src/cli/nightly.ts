import { Command } from 'commander';
import type { ContextOptions } from './command-line/command-context.ts';
import { clusterOptions, examinationConfigOptions, sonobuoyOptions } from './command-line/options.ts';
import type { NightlyFlags } from './nightly/nightly.ts';

/** `shakedown nightly`: builds a cluster, tests it, compares, and deletes it. */
export function nightlyCommand(): Command {
  const command = new Command('nightly').description(
    'build a cluster, test it by Sonobuoy, compare with the last run that passed, and delete it; continues what was killed',
  );
  command.option('--resume', 'only continue a night that was not ended; refused when there is none');
  command.option('--only-delete', 'only delete the cluster that a night has left; nothing is done when there is none');
  command.option('--after-upgrade', 'compare with the last run before, whether or not it passed');
  command.option('--skip-build', 'the cluster is there already: neither build nor delete it');
  command.option('--dry-run', 'print the steps, and do nothing');
  const settings = examinationConfigOptions(command);
  sonobuoyOptions(command, settings);
  clusterOptions(command);
  return command
    .addHelpText(
      'after',
      `
The commands that build and delete the cluster are nightly.build and nightly.delete of the configuration. Runs are kept in results/, the state
of the night in results/.nightly/. A night that was killed is continued by the next call, at the step that had not ended.
Ctrl-C or SIGTERM ends the step, deletes the cluster, and exits; what comes after it does not end the deletion.

Examples:
  $ shakedown nightly
  $ shakedown nightly --after-upgrade --skip-build --kubeconfig staging.yaml

The exit code is that of the verdict; 5 when the cluster could not be built, or when all has passed and it could not be deleted.`,
    )
    .action(async (options: ContextOptions & NightlyFlags) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { nightly } = await import('./nightly/nightly.ts');
      process.exitCode = await nightly(await commandContext(options, settings), options);
    });
}
