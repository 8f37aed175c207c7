import type { Command } from 'commander';
import { cleanLine } from '../results/clean-text.ts';
import { renderers, type Renderer } from '../publish/renderers.ts';
import { storedRun, storedRunCommand, type StoredRunOptions } from './suite/stored-run.ts';

/** `shakedown verdict`: one line, and an exit code. */
export function verdictCommand(): Command {
  return storedRunCommand(
    'verdict',
    'the verdict on a stored run, in one line, after one for each plugin of an archive; the exit code says the same',
  )
    .option('--json', 'print JSON, for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ shakedown verdict\n  $ shakedown verdict 20261121-081450-mnjv\n  $ shakedown verdict 202611210814_sonobuoy_6f1c.tar.gz\n  $ shakedown verdict --plugins e2e 202611210814_sonobuoy_6f1c.tar.gz',
    )
    .action(async (run: string | undefined, { json, ...options }: { json?: boolean } & StoredRunOptions) => {
      const [{ exitCodes, verdict }, { pluginLines }] = await Promise.all([
        import('../results/verdict.ts'),
        import('../publish/plugin-lines.ts'),
      ]);
      const results = await storedRun(run, options);
      const verdictOfRun = verdict(results);
      // Who asks for a verdict must not take the end of a dry run for one.
      const found =
        verdictOfRun.word === 'dry-run' ? { ...verdictOfRun, exitCode: exitCodes.incomplete } : verdictOfRun;
      const { plugins } = results.run;
      // Of other plugins there was no run here that could have told them.
      const notes = plugins ? (results.run.notes ?? []).map((note) => `note          ${cleanLine(note)}`) : [];
      process.stdout.write(
        json
          ? `${JSON.stringify({ ...found, ...(plugins && { plugins }) })}\n`
          : [...pluginLines(results), ...notes, found.sentence].map((line) => `${line}\n`).join(''),
      );
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
      .action(async (run: string | undefined, options: StoredRunOptions & { github?: boolean }) => {
        if (options.github) {
          const [{ githubSummary }, { runsIfReadable }] = await Promise.all([
            import('./suite/github-summary.ts'),
            import('./suite/runs-anywhere.ts'),
          ]);
          const file = process.env['GITHUB_STEP_SUMMARY'];
          const results = await storedRun(run, options);
          const earlier = runsIfReadable(
            { cluster: results.run.cluster.name, tooFew: 1 },
            'the run is not compared with those in the archive',
          );
          return githubSummary(results, earlier, file);
        }
        const render = await load();
        process.stdout.write(render(await storedRun(run, options), { colour: usesColour() }));
      });
    if (name === 'summary')
      command.option('--github', 'as the summary of a job of GitHub Actions, and as annotations; elsewhere, print it');
    return [command];
  });
}

/** Whether standard output is a terminal with colours, and NO_COLOR is not set. */
export function usesColour(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors();
}
