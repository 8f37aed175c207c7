import { Command, InvalidArgumentError, Option } from 'commander';
import type { History } from '../results/history/history.ts';
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
    .addOption(new Option('--html', 'print a page for people, one file that opens without a network').conflicts('json'))
    .option('--output <file>', 'write it to this file (default: standard output)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ shakedown history\n  $ shakedown history --cluster staging --last 100 --json\n  $ shakedown history --html --output staging.html\n  $ shakedown history --from s3://runs/shakedown --cluster staging',
    )
    .action(async ({ cluster, last, from, output, ...format }: Options) => {
      const [{ historyOf }, { pastRuns }, { runsAnywhere }] = await Promise.all([
        import('../results/history/history.ts'),
        import('./suite/past-runs.ts'),
        import('./suite/runs-anywhere.ts'),
      ]);
      const runs = await pastRuns(
        { ...(cluster === undefined ? {} : { cluster }), last },
        runsAnywhere({ from, cluster }),
      );
      const text = await textOf(historyOf(runs), runs.at(-1)?.run.cluster.name ?? '', { ...format, output });
      if (output === undefined) return void process.stdout.write(text);
      const { writeOutput } = await import('./suite/write-output.ts');
      await writeOutput(output, text);
    });
}

interface Options {
  cluster?: string;
  last: number;
  from?: string;
  json?: boolean;
  html?: boolean;
  output?: string | undefined;
}

/** The history in the format that was asked for. @param cluster its name. */
async function textOf(
  history: History,
  cluster: string,
  { json, html, output }: Pick<Options, 'json' | 'html' | 'output'>,
): Promise<string> {
  if (json) return `${JSON.stringify(history)}\n`;
  // Loaded when it is needed: it draws charts.
  if (html) return (await import('../publish/history/html.ts')).historyHtml(history, cluster);
  const { historyText } = await import('../publish/history/text.ts');
  return historyText(history, { colour: output === undefined && usesColour() });
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
}
