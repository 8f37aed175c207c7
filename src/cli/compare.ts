import { Command, Option } from 'commander';
import type { Comparison } from '../results/compare/comparison.ts';
import { exitCodes } from '../results/verdict.ts';
import { usesColour } from './results.ts';

/** `shakedown compare`: what broke or got slower between runs. */
export function compareCommand(): Command {
  return new Command('compare')
    .description(
      'what broke or got slower: runs before and after a change, such as an upgrade; exits with 1 when something is worse',
    )
    .argument('[before]', 'a run as for `shakedown verdict`, or several separated by commas')
    .argument('[after]', 'the same, after the change')
    .option(
      '--last-green',
      'compare with the last run of the cluster in results/ that passed; name the later run alone, or none for the newest',
    )
    .option(
      '--no-history',
      'do not read earlier runs of the cluster in results/, which tell how much its measurements scatter',
    )
    .option(
      '--from <url>',
      'read earlier runs from an archive instead: s3://BUCKET/PREFIX (default: results/, and archive.bucket when that has no other run)',
    )
    .option('--json', 'print JSON, for programs')
    .addOption(new Option('--markdown', 'print Markdown, for the comment of a pull request').conflicts('json'))
    .addOption(
      new Option('--html', 'print a page for people, one file that opens without a network').conflicts([
        'json',
        'markdown',
      ]),
    )
    .option('--output <file>', 'write it to this file (default: standard output)')
    .addHelpText(
      'after',
      `
Examples:
  $ shakedown compare 20261120-220000-k3qp 20261121-220000-mnjv
  $ shakedown compare before-1,before-2,before-3 after-1,after-2,after-3    three runs on each side tell more
  $ shakedown compare --last-green                                          the newest run with the last that passed
  $ shakedown compare --last-green --html --output comparison.html          for who did not run it

Exit codes: 0 nothing is worse, 1 a test is newly failing or missing, a pool of nodes is missing, or a measurement is slower, 3 tests are no longer judged, or a run after was lost`,
    )
    .action(async (before: string | undefined, after: string | undefined, options: Options) => {
      const [{ compare }, { sidesOf }, { storedRun }, { runsAnywhere }] = await Promise.all([
        import('../results/compare/comparison.ts'),
        import('./suite/sides.ts'),
        import('./suite/stored-run.ts'),
        import('./suite/runs-anywhere.ts'),
      ]);
      const { lastGreen = false, history, from, output } = options;
      const named = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
      const comparison = compare(
        await sidesOf(
          { ...named, lastGreen, history },
          { named: storedRun, all: (cluster) => runsAnywhere({ from, cluster, tooFew: 1 }) },
        ),
      );
      const text = await textOf(comparison, options);
      if (output === undefined) process.stdout.write(text);
      else {
        const { writeOutput } = await import('./suite/write-output.ts');
        await writeOutput(output, text);
      }
      process.exitCode = exitCodeOf(comparison);
    });
}

interface Options {
  lastGreen?: boolean;
  history: boolean;
  from?: string;
  json?: boolean;
  markdown?: boolean;
  html?: boolean;
  output?: string;
}

/** The comparison in the format that was asked for. */
async function textOf(comparison: Comparison, { json, markdown, html, output }: Options): Promise<string> {
  if (json) return `${JSON.stringify(comparison)}\n`;
  if (markdown) return (await import('../publish/comparison/markdown.ts')).comparisonMarkdown(comparison);
  // Loaded when it is needed: it draws charts.
  if (html) return (await import('../publish/comparison/html.ts')).comparisonHtml(comparison);
  const { comparisonText } = await import('../publish/comparison/text.ts');
  return comparisonText(comparison, { colour: output === undefined && usesColour() });
}

function exitCodeOf({ regressions, tests, lost }: Comparison): number {
  if (regressions.length > 0) return exitCodes.failed;
  return lost !== undefined || tests.some(({ change }) => change === 'no longer judged')
    ? exitCodes.inconclusive
    : exitCodes.passed;
}
