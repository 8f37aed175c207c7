import { expect } from 'chai';
import type { Command, Option } from 'commander';
import { commandContext } from './command-line/command-context.ts';
import { buildProgram, runProgram } from './program.ts';

/** All commands that do something, by what is typed. */
function commands(command: Command = buildProgram(), path: string[] = []): { path: string[]; command: Command }[] {
  if (command.commands.length === 0) return [{ path, command }];
  return command.commands.flatMap((child) => commands(child, [...path, child.name()]));
}

const takesValue = ({ required, optional }: Option) => required || optional;
const said = async (line: readonly string[]) => {
  const texts: string[] = [];
  const exit = await runProgram(line, { say: (text) => void texts.push(text) });
  return { exit, text: texts.join('') };
};

describe('An empty value of an option', () => {
  for (const { path, command } of commands())
    it(`is refused, whatever the option: ${path.join(' ')}`, async () => {
      for (const { flags, long, short } of command.options.filter(takesValue))
        for (const value of ['', '  ']) {
          const { exit, text } = await said([...path, long ?? short ?? '', value]);
          expect(text.split('\n')[0]).to.equal(
            `USAGE_ERROR: option '${flags}' argument '${value}' is invalid. it is empty: write a value, or leave it out.`,
          );
          expect(exit).to.equal(2);
        }
    });

  it('is refused in E2E_EXTRA_ARGS', async () => {
    const context = commandContext({}, [], { E2E_EXTRA_ARGS: "--focus ''" });
    const error = await context.catch((thrown: Error) => thrown);
    expect((error as Error).message).to.match(
      /^USAGE_ERROR: option '--focus <pattern>' argument '' is invalid\. it is empty: write a value, or leave it out\.\n {2}expected: arguments in E2E_EXTRA_ARGS/,
    );
  });

  for (const line of [
    ['specs', 'init', ''],
    ['loadtest', 'report', ''],
    ['loadtest', 'update-scripts', ' '],
  ])
    it(`is refused as an argument, too: ${line.slice(0, 2).join(' ')}`, async () => {
      const { exit, text } = await said(line);
      expect(text).to.match(/^USAGE_ERROR: .* it is empty: write a value, or leave it out\.\n/);
      expect(exit).to.equal(2);
    });
});

describe('--target without a value', () => {
  for (const line of [
    ['run', '--target'],
    ['doctor', '--target', ''],
  ])
    it(`names the areas: ${line.join(' ')}`, async () => {
      const { exit, text } = await said(line);
      expect(text).to.match(
        /\n {2}do: {7}choose from: (\w+, )+workloads, and the areas of your --specs\n {12}`shakedown \w+ --help` shows/,
      );
      expect(exit).to.equal(2);
    });
});

describe('The help of doctor', () => {
  it('offers nothing that only a run can do', () => {
    const doctor = commands().find(({ path }) => path.join(' ') === 'doctor');
    const options = doctor?.command.options.map(({ long }) => long);
    expect(options).to.include('--focus').and.not.include('--dry-run').and.not.include('--fail-fast');
  });
});
