import type { LoadAccount } from './account.ts';
import type { Master } from './master.ts';

/** The report of a load test: Locust's page for people and its tables as CSV, and our account of it as JSON. */
export interface LoadReport {
  html: string;
  requests: string;
  failures: string;
  exceptions: string;
  account: string;
}

/** The report of the last load test of a platform. */
export async function reportOf(master: Master, account: LoadAccount, signal: AbortSignal): Promise<LoadReport> {
  const [html, requests, failures, exceptions] = await Promise.all([
    master.page('/stats/report?download=1', signal),
    master.page('/stats/requests/csv', signal),
    master.page('/stats/failures/csv', signal),
    master.page('/exceptions/csv', signal),
  ]);
  return { html, requests, failures, exceptions, account: `${JSON.stringify(account, undefined, 1)}\n` };
}
