import { Command, CommanderError } from 'commander';
import { exitCodes } from '../results/verdict.ts';
import { exitCodeOf } from './command-line/exit-code.ts';
import { refuseEmptyValues } from './command-line/empty-values.ts';
import { knownError } from './command-line/known-error.ts';
import { archiveCommand } from './archive.ts';
import { cleanupCommand } from './cleanup.ts';
import { compareCommand } from './compare.ts';
import { configCommand } from './config.ts';
import { doctorCommand } from './doctor.ts';
import { handOverCommand } from './hand-over.ts';
import { historyCommand } from './history.ts';
import { logWriterCommand, probeAgentCommand, targetAppCommand, volumeProbeCommand } from './in-pod.ts';
import { loadtestCommand } from './loadtest.ts';
import { nightlyCommand } from './nightly.ts';
import { pluginCommand } from './plugin.ts';
import { reportCommand } from './report.ts';
import { printCommands, verdictCommand } from './results.ts';
import { publishCommand } from './publish.ts';
import { runCommand } from './run.ts';
import { specsCommand } from './specs.ts';
import { choicesFor, usageError } from './command-line/usage-error.ts';
import { verifyCommand } from './verify.ts';
import { ownPackage } from './command-line/package.ts';

/** What a command line is run by. */
export interface ProgramOptions {
  /** @default all commands */
  program?: Command;
  /** Receives errors. @default standard error */
  say?: (text: string) => void;
}

/**
 * Runs one command line.
 * @param arguments_ without the program itself.
 * @returns the exit code; an error is printed to standard error.
 */
export async function runProgram(
  arguments_: readonly string[],
  { program = buildProgram(), say }: ProgramOptions = {},
): Promise<number> {
  try {
    await program.parseAsync(upToUnknown(program, arguments_), { from: 'user' });
    return Number(process.exitCode ?? exitCodes.passed);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.passed;
      // No command was named; the help has been printed.
      if (error.code === 'commander.help') return exitCodes.usage;
      return reportError(usageError(error, called(program, arguments_), { choices: await choicesFor(error) }), say);
    }
    return reportError(error, say);
  }
}

/** All commands. */
export function buildProgram(): Command {
  const program = new Command('shakedown')
    .description('Proves that a Kubernetes cluster carries its workloads.')
    .enablePositionalOptions()
    .version(ownPackage.version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'display help for a command')
    .addHelpText(
      'after',
      `
Examples:
  $ shakedown run --image REGISTRY/shakedown:TAG                     test the cluster of your kubeconfig, from here
  $ shakedown verify --image REGISTRY/shakedown:TAG                  the same from inside the cluster, by Sonobuoy
  $ shakedown plugin --image REGISTRY/shakedown:TAG > plugin.yaml    a plugin for sonobuoy run --plugin

Exit codes: 0 passed, 1 failed, 2 usage or configuration, 3 inconclusive, 4 incomplete, 5 infrastructure`,
    );
  const commands = [
    runCommand(),
    verifyCommand(),
    nightlyCommand(),
    pluginCommand(),
    verdictCommand(),
    ...printCommands(),
    reportCommand(),
    compareCommand(),
    historyCommand(),
    publishCommand(),
    archiveCommand(),
    doctorCommand(),
    loadtestCommand(),
    cleanupCommand(),
    specsCommand(),
    configCommand(),
    handOverCommand(),
    targetAppCommand(),
    probeAgentCommand(),
    logWriterCommand(),
    volumeProbeCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of all(program)) {
    command.exitOverride().configureOutput({ outputError: () => {} });
    refuseEmptyValues(command);
  }
  return program;
}

function all(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => all(child))];
}

/**
 * The arguments up to a command that does not exist: if `--help` follows it, commander would print the help of the command above it. For
 * `help COMMAND` the same without `help`.
 */
function upToUnknown(program: Command, arguments_: readonly string[]): readonly string[] {
  let command = program;
  for (const [index, word] of arguments_.entries()) {
    if (word.startsWith('-') || command.commands.length === 0) break;
    const next = command.commands.find((child) => child.name() === word);
    const isHelp = word === 'help';
    if (!next && !isHelp) return arguments_.slice(0, index + 1).filter((one) => one !== 'help');
    command = next ?? command;
  }
  return arguments_;
}

/** The part of the called command that exists: `shakedown config print`. */
function called(program: Command, arguments_: readonly string[]): string {
  let command = program;
  for (const word of arguments_) {
    const next = command.commands.find((child) => child.name() === word);
    if (!next) break;
    command = next;
  }
  const names: string[] = [];
  for (let at: Command | null = command; at; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

/**
 * Prints anything that ended the program, in the suite's own words.
 * @param say receives it. @default standard error
 * @returns the exit code.
 */
export function reportError(
  thrown: unknown,
  say: (text: string) => void = (text) => void process.stderr.write(text),
): number {
  const error = knownError(thrown);
  const stack = process.env['SHAKEDOWN_DEBUG'] ? `\n${thrown instanceof Error ? thrown.stack : error.stack}` : '';
  say(`${error.message}${stack}\n`);
  return exitCodeOf(error);
}
