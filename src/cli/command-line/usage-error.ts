import type { CommanderError } from 'commander';
import { ShakedownError } from '../../errors/shakedown-error.ts';

/**
 * What commander has against the command line, as the suite says it.
 * @param command what was called, as it was typed: `shakedown run`.
 * @param where what was parsed.
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
