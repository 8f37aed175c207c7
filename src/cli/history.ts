import { Command, InvalidArgumentError } from 'commander';
import { print } from './command-line/print.ts';
import { usesColour } from './results.ts';

/** How many runs are read, unless the user says how many. */
const LAST = 30;

/** `shakedown history`: the runs of a cluster over time. */
export function historyCommand(): Command {
  return new Command('history')
    .description(
      'the runs of a cluster in results/ over time: pass rate, tests that fail or go to and fro, trends of measurements',
    )
    .option('--cluster <name>', 'its cluster.name (default: that of the newest run)')
    .option('--last <number>', 'how many runs at most, the newest', wholeNumber, LAST)
    .option(
      '--from <url>',
      'read them from an archive instead: s3://BUCKET/PREFIX (default: results/, or archive.bucket when that has no run)',
    )
    .option('--json', 'print JSON, for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ shakedown history\n  $ shakedown history --cluster staging --last 100 --json\n  $ shakedown history --from s3://runs/shakedown --cluster staging',
    )
    .action(
      async ({ cluster, last, from, json }: { cluster?: string; last: number; from?: string; json?: boolean }) => {
        const [{ historyOf }, { pastRuns }, { runsAnywhere }, { historyText }] = await Promise.all([
          import('../results/history/history.ts'),
          import('./suite/past-runs.ts'),
          import('./suite/runs-anywhere.ts'),
          import('../publish/history/text.ts'),
        ]);
        const history = historyOf(
          await pastRuns({ ...(cluster === undefined ? {} : { cluster }), last }, runsAnywhere({ from, cluster })),
        );
        print(json ? `${JSON.stringify(history)}\n` : historyText(history, { colour: usesColour() }));
      },
    );
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
}
