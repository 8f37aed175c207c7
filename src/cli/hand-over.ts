import { Command } from 'commander';

/** `shakedown hand-over`: the command of the plugin's container. */
export function handOverCommand(): Command {
  return new Command('hand-over')
    .description('run in a pod and hand the results over to Sonobuoy, or to hydrophone; the image calls this')
    .argument('[arguments...]', 'for `shakedown run`')
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', '\nExample:\n  $ SONOBUOY=true shakedown hand-over --focus dns')
    .action(async (argv: string[]) => {
      const { handOver } = await import('../run/hand-over/hand-over.ts');
      const { ownPackage } = await import('./command-line/package.ts');
      process.exitCode = await handOver({ env: process.env, argv, suiteVersion: ownPackage.version });
    });
}
