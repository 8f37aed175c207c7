import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../../files/make-directory.ts';
import { messageOf, ShakedownError } from '../../errors/shakedown-error.ts';
import { todoForPlace } from '../../errors/system-error.ts';
import { REPORT_FILES, type PartialReport } from '../../instruments/load/figures/load-report.ts';
import type { Results } from '../../results/model.ts';
import { writeResultFiles } from '../../run/record/result-files.ts';

/** The files of a report, by name. */
function filesOf(report: PartialReport): [string, string][] {
  const parts = Object.keys(REPORT_FILES) as (keyof PartialReport)[];
  return parts.flatMap((part) => {
    const text = report[part];
    return text === undefined ? [] : [[REPORT_FILES[part], text]];
  });
}

/** Writes results, JUnit and the report, if there is one, into a directory. */
export async function writeReport(directory: string, results: Results, report?: PartialReport): Promise<void> {
  try {
    makeDirectory(directory);
    await writeResultFiles(directory, results);
    for (const [name, text] of report ? filesOf(report) : []) await writeFile(join(directory, name), text);
  } catch (error) {
    throw new ShakedownError('USAGE_OUTPUT', {
      meaning: 'usage',
      expected: `to write the report into ${directory}`,
      seen: messageOf(error),
      todo: todoForPlace(error, 'name another directory'),
      cause: error,
    });
  }
}
