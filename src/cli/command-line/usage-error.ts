import type { CommanderError } from 'commander';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { TARGET } from './options.ts';
import { ownPackage } from './package.ts';

/**
 * An error of commander about the command line, as an error of the suite.
 * @param command the called command, as it was typed: `shakedown run`.
 * @param options.where the parsed command.
 * @param options.choices what {@link choicesFor} returned.
 */
export function usageError(
  error: CommanderError,
  command: string,
  { where = 'a command line', choices = '' }: { where?: string; choices?: string } = {},
): ShakedownError {
  const [first = '', hint = ''] = error.message.replace(/^error: /, '').split('\n');
  const [, meant] = /\(Did you mean (.+)\?\)/.exec(hint) ?? [];
  return new ShakedownError('USAGE_ERROR', {
    meaning: 'usage',
    expected: `${where} that \`${command}\` takes`,
    seen: first,
    todo: [
      choices,
      `${meant === undefined ? '' : `did you mean ${meant}? `}\`${command} --help\` shows the commands and options`,
    ]
      .filter((line) => line !== '')
      .join('\n'),
    cause: error,
  });
}

/** What can be chosen for an option whose value is missing or empty, if that is known; empty for others. */
export async function choicesFor({ message }: CommanderError): Promise<string> {
  if (!message.includes(`'${TARGET}'`)) return '';
  const { findSpecFiles } = await import('../../run/plan/spec-files.ts');
  const { ownSpecs } = await import('../suite/spec-directories.ts');
  const areas = new Set((await findSpecFiles([ownSpecs(ownPackage.directory)])).map(({ area }) => area));
  return `choose from: ${[...areas].sort().join(', ')}, and the areas of your --specs`;
}
