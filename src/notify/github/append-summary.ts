import { appendFile, stat } from 'node:fs/promises';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { RunEvent } from '../event/run-event.ts';
import { stepSummary, SUMMARY_LIMIT } from './step-summary.ts';

/** With less room than this, in bytes, the first lines of a summary might not fit. */
const LEAST = 16 * 1024;

/**
 * Appends the summary of an event to the file of a step; what is in it already counts for the limit of GitHub, which refuses a longer one as a whole.
 * @param file that the runner names.
 * @throws ShakedownError NOTIFY_SUMMARY_FULL
 */
export async function appendSummary(event: RunEvent, file: string, reportUrl?: string): Promise<void> {
  const limit = SUMMARY_LIMIT - (await stat(file).then(({ size }) => size, noneYet));
  if (limit < LEAST)
    throw new ShakedownError('NOTIFY_SUMMARY_FULL', {
      meaning: 'usage',
      expected: 'room in the summary of this step, which GitHub limits to 1 MiB',
      seen: `${file} has ${SUMMARY_LIMIT - limit} bytes already`,
      todo: 'publish the run in a step of its own, or set notify.github: false',
    });
  await appendFile(file, stepSummary(event, { reportUrl, limit }));
}

function noneYet(error: NodeJS.ErrnoException): number {
  if (error.code === 'ENOENT') return 0;
  throw error;
}
