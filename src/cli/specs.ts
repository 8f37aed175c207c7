import { Command } from 'commander';
import { notEmpty } from './command-line/empty-values.ts';

/** `shakedown specs`: helps to write further specs. */
export function specsCommand(): Command {
  return new Command('specs').description('write specs of your own').addCommand(initCommand());
}

function initCommand(): Command {
  return new Command('init')
    .description('create a directory for specs of your own: package.json, tsconfig.json, an example, a Dockerfile')
    .argument('<directory>', 'a directory that does not exist yet, or is empty', notEmpty)
    .option(
      '--package <spec>',
      'the dependency shakedown in package.json: a version, a tarball, a directory (default: this version, or this clone)',
    )
    .option('--image <image>', 'base image of the Dockerfile (default: shakedown with the tag of this version)')
    .addHelpText(
      'after',
      `
Examples:
  $ shakedown specs init our-specs && cd our-specs && npm install
  $ npx tsc --noEmit                                                    type check; editors complete from the same types
  $ shakedown run --specs . --dry-run                                   list what would run
  $ shakedown plugin --image REGISTRY/our-specs:TAG --specs . --rbac --output shakedown-plugin.yaml`,
    )
    .action(async (directory: string, options: { package?: string; image?: string }) => {
      const { initSpecs } = await import('./specs/init.ts');
      await initSpecs(directory, options);
    });
}
