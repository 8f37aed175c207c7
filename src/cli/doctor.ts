import { Command, Option } from 'commander';
import { clusterOptions, examinationConfigOptions, waitOption } from './command-line/options.ts';
import type { DoctorOptions } from './suite/examine.ts';

/** `shakedown doctor`: shows what would block checks. */
export function doctorCommand(): Command {
  const command = new Command('doctor').description('preflight checks: permissions, admission, nodes, image');
  command.option('--look-only', 'create nothing: no namespaces to test policies in, no pod to test the image');
  command.addOption(
    new Option('--for <who>', 'the account to check: yours, or that of the plugin').choices(['run', 'plugin']),
  );
  waitOption(command);
  command.option('--json', 'print JSON, for programs');
  const settings = examinationConfigOptions(command);
  clusterOptions(command);
  return command
    .addHelpText(
      'after',
      `
Checks permissions, admission of what would be created, nodes for the probe agents, and the image, for every selected check.
The first line says which permissions are checked: those of the plugin's service account if it exists (\`shakedown plugin --rbac\`) and you
may ask for them, else your own, which \`shakedown run\` uses.
Exits with 0 when every check can run that applies; with 4 when one cannot, when a spec file is broken, or when all are skipped: then a run
would judge nothing. Skipped checks have their reasons.

Examples:
  $ shakedown doctor --image registry.example.com/shakedown:1.0
  $ shakedown doctor --look-only --json`,
    )
    .action(async (options: DoctorOptions) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { examine } = await import('./suite/examine.ts');
      process.exitCode = await examine(await commandContext(options, settings), options);
    });
}
