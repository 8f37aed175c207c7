import type { OverTime } from '../../results/model.ts';
import { overTime, quantile } from '../../results/over-time.ts';
import { milliseconds, type Duration } from '../../time/duration.ts';
import type { EndingPod } from './pods/ending-pod.ts';
import { hasFailed, type RequestLedger } from './requests/sent-request.ts';

/** A share of the requests was answered within it, in seconds, and how that was over time. */
export interface Latency {
  value: number;
  /** By when requests were sent; absent when they were all sent at one time. */
  overTime?: OverTime;
}

/** The shares of requests whose latency is told. */
const SHARES = { p50: 0.5, p99: 0.99 };

/** The figures of a disturbance under requests; those of pods only where they are known. */
export interface RequestFigures {
  requests: number;
  failed: number;
  /** Answered, but not in the time of the configuration. */
  slow: number;
  /** Seconds. */
  slowest: number;
  /** Of the requests that were answered, by share; absent when none was. */
  latency?: Record<keyof typeof SHARES, Latency>;
  /** From SIGTERM to the exit, in seconds; of the pod that took longest. */
  exit?: number;
  /** From SIGTERM until the endpoint was removed, in seconds; of the pod that took longest. */
  removal?: number;
  /** From the removal of an endpoint to the last new connection that still got there, in seconds. */
  lastConnection?: number;
}

/** Pure. @param slow from which time on an answer is slow. */
export function figuresOf({ requests }: RequestLedger, pods: readonly EndingPod[], slow: Duration): RequestFigures {
  const answered = requests.filter((request) => !hasFailed(request));
  const exit = most(pods.flatMap((pod) => (pod.exit === undefined ? [] : [pod.exit - pod.sigterm])));
  const removal = most(pods.flatMap((pod) => (pod.unlisted === undefined ? [] : [pod.unlisted - pod.sigterm])));
  const late = pods.flatMap(({ name, unlisted }) =>
    unlisted === undefined
      ? []
      : answered.filter(({ pod, reused }) => pod === name && !reused).map(({ sent }) => sent - unlisted),
  );
  const lastConnection = most(late);
  return {
    requests: requests.length,
    failed: requests.length - answered.length,
    slow: answered.filter(({ sent, ended }) => ended - sent >= milliseconds(slow)).length,
    slowest: most(answered.map(({ sent, ended }) => ended - sent)) ?? 0,
    ...(answered.length > 0 && {
      latency: { p50: latencyOf(answered, SHARES.p50), p99: latencyOf(answered, SHARES.p99) },
    }),
    ...(exit !== undefined && { exit }),
    ...(removal !== undefined && { removal }),
    ...(lastConnection !== undefined && { lastConnection }),
  };
}

/** @param share of the requests that it is of. */
function latencyOf(answered: RequestLedger['requests'], share: number): Latency {
  const times = answered.map(({ sent, ended }) => ({ at: sent, value: Math.max(0, Math.round(ended - sent)) / 1_000 }));
  const sorted = times.map(({ value }) => value).toSorted((a, b) => a - b);
  const shown = overTime(times, (values) => quantile(values, share));
  return { value: quantile(sorted, share), ...(shown && { overTime: shown }) };
}

/** The largest, in seconds to the millisecond, and at least 0; `undefined` of none. */
function most(ms: readonly number[]): number | undefined {
  if (ms.length === 0) return undefined;
  const largest = ms.reduce((a, b) => Math.max(a, b));
  return Math.max(0, Math.round(largest)) / 1_000;
}
