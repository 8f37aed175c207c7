import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../../files/make-directory.ts';
import type { Results, RunFacts } from '../../results/model.ts';
import { JOURNAL } from '../record/file-names.ts';
import type { RunnerEnd } from './runner-process.ts';
import { whyEnded } from './why-ended.ts';

/**
 * Writes `results.json` and `junit.xml` from the journal of a runner that has ended or was killed.
 * @param unknown the facts of the run for when the runner wrote nothing at all.
 * @returns the exit code of the verdict.
 */
export async function render(directory: string, end: RunnerEnd, unknown: RunFacts): Promise<number> {
  // Loaded late: the schema and Mocha's reporter take longer to load than the first progress post may take.
  const { foldJournal, readJournal } = await import('../record/journal-records.ts');
  const { writeResultFiles } = await import('../record/result-files.ts');
  const { verdict } = await import('../../results/verdict.ts');
  makeDirectory(directory);
  const journal = readJournal(await readFile(join(directory, JOURNAL), 'utf8').catch(() => ''));
  const complete = journal.records.some(({ type }) => type === 'end');
  if (!journal.records.some(({ type }) => type === 'run'))
    journal.records.unshift({ type: 'run', run: unknown, deadlineSeconds: 0 });
  if (!complete) {
    const why = whyEnded(end);
    journal.records.push('trouble' in why ? { type: 'trouble', ...why } : { type: 'interruption', ...why });
  }
  const results = foldJournal(journal) as Results;
  // A runner that reacts to SIGTERM records the signal; this process knows why it was sent.
  if (end.endedBecause !== undefined && results.run.interruption !== undefined)
    results.run.interruption = end.endedBecause;
  await writeResultFiles(directory, results);
  const { exitCode, sentence } = verdict(results);
  if (!complete) process.stderr.write(`shakedown hand-over: ${sentence}\n`);
  return exitCode;
}
