import type { Command } from 'commander';
import { storedRun, storedRunCommand, type StoredRunOptions } from './suite/stored-run.ts';

/** `shakedown report`: a stored run as a page for people. */
export function reportCommand(): Command {
  return storedRunCommand('report', 'a stored run as a page for people, one file that opens without a network')
    .option('--output <file>', 'write it to this file (default: standard output)')
    .addHelpText(
      'after',
      `
Its links to evidence that is too large for the page work next to the results of the run.

Examples:
  $ shakedown report 20261121-081450-mnjv > report.html
  $ shakedown report 202611210814_sonobuoy_6f1c.tar.gz --output monday.html`,
    )
    .action(async (run: string | undefined, { output, ...options }: { output?: string } & StoredRunOptions) => {
      const [{ directoryOfRun }, { historyOfRun }, { reportOf }] = await Promise.all([
        import('./suite/directory-of-run.ts'),
        import('./suite/history-of-run.ts'),
        import('../publish/html/write-report.ts'),
      ]);
      const results = await storedRun(run, options);
      const directory = await directoryOfRun(run, results);
      const page = await reportOf(results, { directory, history: await historyOfRun(results, directory) });
      if (output === undefined) return void process.stdout.write(page);
      const { writeOutput } = await import('./suite/write-output.ts');
      await writeOutput(output, page);
    });
}
