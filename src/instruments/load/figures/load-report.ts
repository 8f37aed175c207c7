import { messageOf } from '../../../errors/shakedown-error.ts';
import type { LoadAccount } from './account.ts';
import type { Master } from '../master.ts';

/** The report of a load test: Locust's page for people and its tables as CSV, and our account of it as JSON. */
export interface LoadReport {
  html: string;
  requests: string;
  failures: string;
  exceptions: string;
  account: string;
}

/** A report that may lack pages of the master. */
export type PartialReport = Pick<LoadReport, 'account'> & Partial<LoadReport>;

type Page = Exclude<keyof LoadReport, 'account'>;

/** The files of a report, with the path of each page that the master has. */
export const REPORT_FILES: Readonly<Record<keyof LoadReport, string>> = {
  html: 'report.html',
  requests: 'requests.csv',
  failures: 'failures.csv',
  exceptions: 'exceptions.csv',
  account: 'load.json',
};
const PATHS: Readonly<Record<Page, string>> = {
  html: '/stats/report?download=1',
  requests: '/stats/requests/csv',
  failures: '/stats/failures/csv',
  exceptions: '/exceptions/csv',
};

/** The report of the last load test of a platform. */
export async function reportOf(
  master: Pick<Master, 'page'>,
  account: LoadAccount,
  signal: AbortSignal,
): Promise<LoadReport> {
  const [html, requests, failures, exceptions] = await Promise.all([
    master.page(PATHS.html, signal),
    master.page(PATHS.requests, signal),
    master.page(PATHS.failures, signal),
    master.page(PATHS.exceptions, signal),
  ]);
  return { html, requests, failures, exceptions, account: written(account) };
}

/**
 * The report with all pages that the master returns. If one is missing, the rest is still returned, because the verdict must not be lost.
 * @returns also `missing`: which file is missing, and why; absent when none is.
 */
export async function reportAsFarAsThere(
  master: Pick<Master, 'page'>,
  account: LoadAccount,
  signal: AbortSignal,
): Promise<{ report: PartialReport; missing?: string }> {
  const report: PartialReport = { account: written(account) };
  const missing: string[] = [];
  for (const page of Object.keys(PATHS) as Page[])
    try {
      report[page] = await master.page(PATHS[page], signal);
    } catch (error) {
      signal.throwIfAborted();
      missing.push(`${REPORT_FILES[page]} could not be read: ${messageOf(error)}`);
    }
  return { report, ...(missing.length > 0 && { missing: missing.join('\n') }) };
}

function written(account: LoadAccount): string {
  return `${JSON.stringify(account, undefined, 1)}\n`;
}
