import type { EventEmitter } from 'node:events';
import { InvalidArgumentError, type Command } from 'commander';

const EMPTY = 'it is empty: write a value, or leave it out.';

/**
 * Makes a command refuse an option with an empty value: it comes from a variable that is not set, and would count as no option at all. What
 * a key of the configuration means when it is empty is set by `--set KEY=`.
 */
export function refuseEmptyValues(command: Command): void {
  for (const { name, flags } of command.options.map((option) => ({ name: option.name(), flags: option.flags })))
    // It comes before the listener of the option itself, which would judge the value by another rule, or store it.
    (command as unknown as EventEmitter).prependListener(`option:${name}`, (value: unknown) => {
      if (typeof value !== 'string' || value.trim() !== '') return;
      command.error(`error: option '${flags}' argument '${value}' is invalid. ${EMPTY}`, {
        code: 'commander.invalidArgument',
      });
    });
}

/** The parser of an argument that is not empty, as a file or a directory. */
export function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError(EMPTY);
  return text;
}
