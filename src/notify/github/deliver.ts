import { reportUrl } from '../report-url.ts';
import { eventOfRun, type ToldRun } from '../tell-once.ts';
import { count } from '../words/count.ts';
import { writeCommands } from '../../terminal/workflow-commands.ts';
import { appendSummary } from './append-summary.ts';
import { annotations } from './step-summary.ts';

/** Writes the summary of the job, and annotations to standard output, where the runner takes them from. */
export async function githubSink(run: ToldRun, signal: AbortSignal): Promise<string> {
  const event = await eventOfRun(run, signal);
  await appendSummary(event, process.env['GITHUB_STEP_SUMMARY'] ?? '', reportUrl(run.config.notify.reportUrl, event));
  const commands = annotations(event);
  writeCommands(commands);
  return `wrote the summary of the job, and ${count(commands.length, 'annotation')}`;
}
