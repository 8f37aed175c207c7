import type { Survey } from '../inventory/survey.ts';
import { registration } from './registration.ts';

/**
 * Finds what is in no list of the API server, such as the scrape jobs of Prometheus, so that a spec can register a check for each. Call it at
 * the top of a spec file. What cannot be found out is nothing: register one check besides that says why.
 * @example
 * for (const job of await survey(scrapeJobs)) check(`scrape job ${job.name} succeeds`, { id: …, uses: [metrics] }, …);
 */
export async function survey<T>(of: Survey<T>): Promise<readonly T[]> {
  return await registration().survey(of);
}
