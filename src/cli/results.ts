import type { Command } from 'commander';
import { renderers, type Renderer } from '../publish/renderers.ts';
import { storedRun, storedRunCommand } from './suite/stored-run.ts';

/** `shakedown verdict`: one line, and an exit code. */
export function verdictCommand(): Command {
  return storedRunCommand('verdict', 'the verdict on a stored run, in one line; the exit code says the same')
    .option('--json', 'print JSON, for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ shakedown verdict\n  $ shakedown verdict 20261121-081450-mnjv\n  $ shakedown verdict 202611210814_sonobuoy_6f1c.tar.gz',
    )
    .action(async (run: string | undefined, { json }: { json?: boolean }) => {
      const { exitCodes, verdict } = await import('../results/verdict.ts');
      const verdictOfRun = verdict(await storedRun(run));
      // Who asks for a verdict must not take the end of a dry run for one.
      const found =
        verdictOfRun.word === 'dry-run' ? { ...verdictOfRun, exitCode: exitCodes.incomplete } : verdictOfRun;
      process.stdout.write(`${json ? JSON.stringify(found) : found.sentence}\n`);
      process.exitCode = found.exitCode;
    });
}

/** A command for each renderer that can be printed: `shakedown summary`, `shakedown junit`. */
export function printCommands(): Command[] {
  return Object.entries<Renderer>(renderers).flatMap(([name, { prints, file, load }]) => {
    if (prints === undefined) return [];
    const into = file === undefined ? '' : ` > ${file}`;
    const command = storedRunCommand(name, prints)
      .addHelpText('after', `\nExample:\n  $ shakedown ${name} 20261121-081450-mnjv${into}`)
      .action(async (run: string | undefined) => {
        const render = await load();
        process.stdout.write(render(await storedRun(run), { colour: usesColour() }));
      });
    return [command];
  });
}

/** Whether standard output is a terminal with colours, and NO_COLOR is not set. */
export function usesColour(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}
