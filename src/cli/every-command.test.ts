import { expect } from 'chai';
import type { Command } from 'commander';
import { buildProgram, runProgram } from './program.ts';
import { foreignErrors } from './command-line/foreign-errors.fixture.ts';

/** All commands that do something, with a command line that commander takes. */
function commands(): { line: string[]; name: string }[] {
  const of = (command: Command, path: string[]): { line: string[]; name: string }[] => {
    if (command.commands.length > 0) return command.commands.flatMap((child) => of(child, [...path, child.name()]));
    const needed = command.options.filter(({ mandatory, defaultValue }) => mandatory && defaultValue === undefined);
    const values = command.registeredArguments.filter(({ required }) => required).map(() => '1');
    return [{ name: path.join(' '), line: [...path, ...needed.flatMap(({ long }) => [long ?? '', '1']), ...values] }];
  };
  return of(buildProgram(), []);
}

/** The program with every command doing this instead. */
function doing(act: () => Promise<void>) {
  const program = buildProgram();
  const replace = (command: Command): void => {
    if (command.commands.length === 0) command.action(act);
    for (const child of command.commands) replace(child);
  };
  replace(program);
  return program;
}

describe('Whatever ends a command', () => {
  for (const { name, line } of commands())
    it(`is said in a sentence, with the exit code that it means: ${name}`, async () => {
      for (const [what, thrown, code, exit] of foreignErrors) {
        const said: string[] = [];
        const program = doing(async () => {
          throw thrown;
        });
        expect(await runProgram(line, { program, say: (text) => void said.push(text) }), what).to.equal(exit);
        expect(said.join(''), what).to.match(new RegExp(`^${code}: .+\\n(?: +also: .+\\n)? {2}expected: .+\\n`));
      }
    });
});
