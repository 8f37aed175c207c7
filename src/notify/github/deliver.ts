import { appendFile } from 'node:fs/promises';
import { reportUrl } from '../report-url.ts';
import { eventOfRun, type ToldRun } from '../tell-once.ts';
import { count } from '../words/count.ts';
import { annotations, stepSummary } from './step-summary.ts';

/** Writes the summary of the job, and annotations to standard output, where the runner takes them from. */
export async function githubSink(run: ToldRun, signal: AbortSignal): Promise<string> {
  const event = await eventOfRun(run, signal);
  const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  await appendFile(file, stepSummary(event, reportUrl(run.config.notify.reportUrl, event)));
  const commands = annotations(event);
  // A command has to begin a line.
  if (commands.length > 0) process.stdout.write(`\n${commands.join('\n')}\n`);
  return `wrote the summary of the job, and ${count(commands.length, 'annotation')}`;
}
