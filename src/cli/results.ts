import type { Command } from 'commander';
import { storedRun, storedRunCommand } from './suite/stored-run.ts';

/** `shakedown verdict`: one line, and an exit code. */
export function verdictCommand(): Command {
  return storedRunCommand('verdict', 'the verdict on a stored run, in one line; the exit code says the same')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ shakedown verdict\n  $ shakedown verdict 20261121-081450-mnjv\n  $ shakedown verdict 202611210814_sonobuoy_6f1c.tar.gz',
    )
    .action(async (run: string | undefined, { json }: { json?: boolean }) => {
      const { verdict } = await import('../results/verdict.ts');
      const found = verdict(await storedRun(run));
      process.stdout.write(`${json ? JSON.stringify(found) : found.sentence}\n`);
      process.exitCode = found.exitCode;
    });
}

/** `shakedown summary`: what `run` and `verify` print at the end. */
export function summaryCommand(): Command {
  return storedRunCommand('summary', 'a stored run as a table, each test that is not passed, and the verdict')
    .addHelpText('after', '\nExample:\n  $ shakedown summary 20261121-081450-mnjv')
    .action(async (run: string | undefined) => {
      const { summary } = await import('../publish/summary.ts');
      process.stdout.write(summary(await storedRun(run), { colour: usesColour() }));
    });
}

/** `shakedown junit`: a stored run for a CI system. */
export function junitCommand(): Command {
  return storedRunCommand('junit', 'a stored run as JUnit XML')
    .addHelpText('after', '\nExample:\n  $ shakedown junit 20261121-081450-mnjv > junit.xml')
    .action(async (run: string | undefined) => {
      const { toJUnit } = await import('../publish/junit.ts');
      process.stdout.write(`${toJUnit(await storedRun(run))}\n`);
    });
}

/** Whether standard output is a terminal that wants colours: not under NO_COLOR. */
export function usesColour(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}
