import { Command } from 'commander';
import type { GivenOptions } from './command-line/given.ts';
import { clusterOptions, configOptions, resultsOptions, sonobuoyOptions } from './command-line/options.ts';
import type { VerifyFlags } from './suite/verify-by-sonobuoy.ts';

/** `shakedown verify`: drives Sonobuoy from the removal of an old run to the verdict. */
export function verifyCommand(): Command {
  const command = new Command('verify').description('test a cluster from inside, by Sonobuoy, and end with a verdict');
  resultsOptions(command);
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
    .action(async (options: GivenOptions & VerifyFlags) => {
      const { given } = await import('./command-line/given.ts');
      const { verifyBySonobuoy } = await import('./suite/verify-by-sonobuoy.ts');
      process.exitCode = await verifyBySonobuoy(await given(options, settings), options);
    });
}
