import type { EntryAccount, LoadAccount } from './account.ts';
import { merge, percentile, size } from './histogram.ts';
import { unansweredIn } from './unanswered.ts';

/** The statistics of one endpoint, or of all together. */
export interface EndpointStatistics {
  /** `GET /cart`; `all` for all together. */
  endpoint: string;
  requests: number;
  failures: number;
  /** Share of requests that failed, between 0 and 1. */
  failureRatio: number;
  /** Requests per second after the ramp-up, after the last change of the requested rate, and since Locust counts. */
  rate: number;
  /** How much the true rate may be higher: one request of each generator may be just outside of the counted seconds. */
  rateError: number;
  /** Seconds; absent when no response time was measured. */
  p50?: number;
  p95?: number;
  p99?: number;
}

/** Name of the figures of all endpoints together. */
export const ALL = 'all';

/**
 * The statistics of a load test, merged over its workers: all together first, then endpoint by endpoint, the busiest first.
 * @param rampSeconds how long the ramp-up took; this time does not count for the rate.
 */
export function statistics(account: LoadAccount, rampSeconds: number): EndpointStatistics[] {
  const entries = [...account.entries].sort((a, b) => b.num_requests - a.num_requests);
  const rate = (entry: EntryAccount) => steadyRate(entry, account, rampSeconds);
  return [
    of(ALL, withUnanswered(account), rate(account.total)),
    ...entries.map((entry) => of(endpointOf(entry), entry, rate(entry))),
  ];
}

/** An endpoint as statistics name it: `GET /cart`; without its method where a script gave none. */
export function endpointOf({ method, name }: { method: string | null; name: string }): string {
  return `${method ?? ''} ${name}`.trim();
}

/** All requests, including unanswered ones: those have failed, after the time that users waited for them. */
function withUnanswered(account: LoadAccount): EntryAccount {
  const { total } = account;
  const left = unansweredIn(account);
  if (!left) return total;
  return {
    ...total,
    num_requests: total.num_requests + left.requests,
    num_failures: total.num_failures + left.requests,
    response_times: merge([total.response_times, left.waited]),
  };
}

function of(
  endpoint: string,
  entry: EntryAccount,
  rate: Pick<EndpointStatistics, 'rate' | 'rateError'>,
): EndpointStatistics {
  const requests = entry.num_requests;
  const seconds = (share: number) => (percentile(entry.response_times, share) ?? 0) / 1_000;
  // A script may report requests without a response time.
  const timed = size(entry.response_times) > 0;
  return {
    endpoint,
    requests,
    failures: entry.num_failures,
    // A failure may be logged without a request (a failed connection in a script's own client).
    failureRatio: requests > 0 ? entry.num_failures / requests : entry.num_failures > 0 ? 1 : 0,
    ...rate,
    ...(timed ? { p50: seconds(0.5), p95: seconds(0.95), p99: seconds(0.99) } : {}),
  };
}

/** Only whole seconds, because Locust counts by the second of its clock; a test that is shorter counts completely. */
function steadyRate(
  entry: EntryAccount,
  account: LoadAccount,
  rampSeconds: number,
): Pick<EndpointStatistics, 'rate' | 'rateError'> {
  const { startedAt = 0, stoppedAt = startedAt, ratedAt = startedAt, countedFrom = startedAt } = account.run ?? {};
  const first = Math.ceil(Math.max(startedAt + rampSeconds, ratedAt, countedFrom));
  const end = Math.floor(stoppedAt);
  const over = (requests: number, seconds: number) => ({
    rate: requests / seconds,
    rateError: account.generators.length / seconds,
  });
  if (end - first < 1) return over(entry.num_requests, Math.max(1, stoppedAt - countedFrom));
  let requests = 0;
  for (let second = first; second < end; second++) requests += entry.num_reqs_per_sec[String(second)] ?? 0;
  return over(requests, end - first);
}
