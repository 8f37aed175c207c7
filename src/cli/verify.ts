import { Command } from 'commander';
import type { ContextOptions } from './command-line/command-context.ts';
import { clusterOptions, configOptions, resultsOptions, sonobuoyOptions, waitOption } from './command-line/options.ts';
import { addRerun, rerunOption, type RerunOptions } from './suite/rerun.ts';
import type { VerifyFlags } from './suite/verify-by-sonobuoy.ts';

/** `shakedown verify`: controls Sonobuoy, from the removal of an old run to the verdict. */
export function verifyCommand(): Command {
  const command = new Command('verify').description('test a cluster from inside, by Sonobuoy, and end with a verdict');
  resultsOptions(command);
  waitOption(command);
  rerunOption(command);
  command.option('--keep', 'leave Sonobuoy, namespaces and roles in the cluster at the end');
  const settings = configOptions(command);
  sonobuoyOptions(command, settings);
  clusterOptions(command);
  return command
    .addHelpText(
      'after',
      `
Examples:
  $ shakedown verify --context staging --image registry.example.com/shakedown:1.0
  $ shakedown verify --image localhost/shakedown:dev --image-pull-policy Never --target workloads`,
    )
    .action(async (options: ContextOptions & VerifyFlags & RerunOptions) => {
      const { commandContext } = await import('./command-line/command-context.ts');
      const { verifyBySonobuoy } = await import('./suite/verify-by-sonobuoy.ts');
      await addRerun(options, settings);
      process.exitCode = await verifyBySonobuoy(await commandContext(options, settings), options);
    });
}
