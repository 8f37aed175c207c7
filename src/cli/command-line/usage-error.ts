import type { CommanderError } from 'commander';
import { ShakedownError } from '../../errors/shakedown-error.ts';

/**
 * An error of commander about the command line, as an error of the suite.
 * @param command the called command, as it was typed: `shakedown run`.
 * @param where the parsed command.
 */
export function usageError(error: CommanderError, command: string, where = 'a command line'): ShakedownError {
  const [first = '', hint = ''] = error.message.replace(/^error: /, '').split('\n');
  const [, meant] = /\(Did you mean (.+)\?\)/.exec(hint) ?? [];
  return new ShakedownError('USAGE_ERROR', {
    meaning: 'usage',
    expected: `${where} that \`${command}\` takes`,
    seen: first,
    todo: `${meant === undefined ? '' : `did you mean ${meant}? `}\`${command} --help\` shows the commands and options`,
    cause: error,
  });
}
