import { messageOf } from '../../errors/shakedown-error.ts';
import type { DeliveredPast } from '../../delivery/past-of-run.ts';
import type { Results } from '../../results/model.ts';

/**
 * Writes `report.html` at the end of a run. The verdict does not depend on it: that it could not be written is told on standard error.
 * @param past reads the runs before it, for all who want them. @default they are read for the report
 */
export async function leaveReport(
  directory: string,
  results: Results,
  past?: () => Promise<DeliveredPast>,
): Promise<void> {
  try {
    // Loaded late: only the end of a run needs a library for charts.
    const [{ writeReport }, { historyAfter, historyOfRun }] = await Promise.all([
      import('../../publish/html/write-report.ts'),
      import('./history-of-run.ts'),
    ]);
    await writeReport(
      directory,
      results,
      past ? historyAfter(results, await past()) : await historyOfRun(results, directory),
    );
  } catch (error) {
    process.stderr.write(`report.html was not written: ${messageOf(error)}\n`);
  }
}
