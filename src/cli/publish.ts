import { Command, Option } from 'commander';
import { clusterOptions, configOptions, resultsOptions, waitOption } from './command-line/options.ts';
import type { ContextOptions } from './command-line/command-context.ts';
import type { PublishFlags } from './suite/publish-run.ts';

/** `shakedown publish`: delivers a stored run to all that is configured, as runs do at their end. */
export function publishCommand(): Command {
  const command = new Command('publish')
    .description('deliver a stored run to what is configured, such as an archive or a channel, as runs do at their end')
    .argument(
      '<run>',
      'id of a run in results/ or its beginning, its directory, results.json, junit.xml, s3:// URL, an archive of Sonobuoy, or a ZIP archive of any of these',
    )
    .option('--to <names>', 'only to these of what is configured, separated by commas')
    .option('--again', 'tell channels about the run although they were told before')
    .addOption(new Option('--if-configured', 'end quietly when nothing is configured').hideHelp());
  const settings = configOptions(command);
  clusterOptions(command);
  takeFlagsOfRuns(command);
  return command
    .addHelpText(
      'after',
      `
Examples:
  $ shakedown publish 20261121-081450-mnjv
  $ shakedown publish results/20261121-081450-mnjv --config nightly.yaml
  $ shakedown publish 202611210814_sonobuoy_6f1c.tar.gz --to slack`,
    )
    .action(async (run: string, options: ContextOptions & PublishFlags) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { publishRun } = await import('./suite/publish-run.ts');
      const { config } = await commandContext(options, settings);
      process.exitCode = await publishRun(run, config, options);
    });
}

/** The other flags of `shakedown run`, without effect: the hand-over in a pod passes its own flags on. */
function takeFlagsOfRuns(command: Command): void {
  const ofRun = new Command();
  resultsOptions(ofRun);
  waitOption(ofRun);
  for (const option of ofRun.options) command.addOption(option.hideHelp());
}
