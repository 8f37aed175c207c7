import { appendSummary } from '../../notify/github/append-summary.ts';
import { annotations, stepSummary } from '../../notify/github/step-summary.ts';
import { readPast } from '../../notify/past.ts';
import type { Results } from '../../results/model.ts';
import { writeCommands } from '../../terminal/workflow-commands.ts';
import type { LostRun, StoredRun } from '../../stored-runs/runs-in.ts';

/**
 * The summary of a job of GitHub Actions: into the file that its runner names, and the annotations to standard output. Elsewhere the summary is printed.
 * @param stored the runs that it is compared with.
 * @param file of the runner, if this is one.
 */
export async function githubSummary(
  results: Results,
  stored: AsyncIterable<StoredRun | LostRun>,
  file: string | undefined,
): Promise<void> {
  const event = (await readPast(results, resultsOf(stored))).eventFor();
  if (!file) return void process.stdout.write(stepSummary(event));
  await appendSummary(event, file);
  writeCommands(annotations(event));
}

async function* resultsOf(stored: AsyncIterable<StoredRun | LostRun>): AsyncGenerator<Results> {
  for await (const { results } of stored) if (results) yield results;
}
