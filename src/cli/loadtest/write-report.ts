import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import type { LoadReport } from '../../load/load-report.ts';
import type { Results } from '../../results/model.ts';
import { writeResultFiles } from '../../run/result-files.ts';

/** The files of a report, by name. */
export function filesOf({ html, requests, failures, exceptions, account }: LoadReport): Record<string, string> {
  return {
    'report.html': html,
    'requests.csv': requests,
    'failures.csv': failures,
    'exceptions.csv': exceptions,
    'load.json': account,
  };
}

/** Writes results, JUnit and, when there is one, the report into a directory. */
export async function writeReport(directory: string, results: Results, report?: LoadReport): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await writeResultFiles(directory, results);
    for (const [name, text] of Object.entries(report ? filesOf(report) : {}))
      await writeFile(join(directory, name), text);
  } catch (error) {
    throw new ShakedownError('USAGE_OUTPUT', {
      expected: `to write the report into ${directory}`,
      seen: messageOf(error),
      cause: error,
    });
  }
}
