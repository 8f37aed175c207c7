import { formatDuration } from '../../time/duration.ts';
import type { EndpointStatistics } from '../../instruments/load/figures/statistics.ts';
import { endpointNamed } from '../spec/endpoint-named.ts';
import type { Threshold } from '../spec/thresholds.ts';

/** The judgement on one threshold. */
export type ThresholdJudgement =
  /** The endpoint is named as in the statistics, however the threshold names it. */
  | { status: 'passed' | 'failed'; endpoint: string; value: number; message: string }
  /** Nothing was measured that it could judge. */
  | {
      status: 'inconclusive';
      code: 'LOAD_NO_REQUEST' | 'LOAD_NO_RESPONSE_TIME' | 'LOAD_NOTHING_SUCCEEDED';
      message: string;
    };

/** Judges one threshold by what was measured at its endpoint. */
export function judgeThreshold(threshold: Threshold, all: readonly EndpointStatistics[]): ThresholdJudgement {
  const meant = endpointNamed(
    threshold.endpoint,
    all.map(({ endpoint }) => endpoint),
  );
  const seen = all.find(({ endpoint }) => endpoint === meant);
  if (!seen || seen.requests === 0)
    return { status: 'inconclusive', code: 'LOAD_NO_REQUEST', message: nothingAt(threshold, all) };
  const of = seen.endpoint === 'all' ? '' : ` of ${seen.endpoint}`;
  // How quickly, or how often, a target fails does not say how well it serves.
  if (threshold.metric !== 'failures' && seen.failures >= seen.requests) {
    const message = `none of the ${seen.requests} requests${of} succeeded`;
    return { status: 'inconclusive', code: 'LOAD_NOTHING_SUCCEEDED', message };
  }
  const value = valueOf(threshold, seen);
  if (value === undefined) {
    const message = `none of the ${seen.requests} requests${of} has a response time`;
    return { status: 'inconclusive', code: 'LOAD_NO_RESPONSE_TIME', message };
  }
  const status = holds(threshold, threshold.metric === 'rate' ? value + seen.rateError : value) ? 'passed' : 'failed';
  const bound = `${threshold.operator} ${figure(threshold, threshold.limit)}`;
  const where = seen.endpoint === 'all' ? 'of all requests' : `of ${seen.endpoint}`;
  const message = `${threshold.metric} ${where} is ${figure(threshold, value)}, asked for ${bound} (${seen.requests} requests)`;
  return { status, endpoint: seen.endpoint, value, message };
}

function valueOf({ metric }: Threshold, seen: EndpointStatistics): number | undefined {
  return metric === 'failures' ? seen.failureRatio : seen[metric];
}

function holds({ operator, limit }: Threshold, value: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}

function nothingAt({ endpoint }: Threshold, all: readonly EndpointStatistics[]): string {
  const others = all.filter((one) => one.endpoint !== 'all' && one.requests > 0).map((one) => one.endpoint);
  if (endpoint === 'all' || others.length === 0) return 'no request was made';
  return `no request was made to ${endpoint}; there were requests to ${others.slice(0, 5).join(', ')}`;
}

function figure({ metric }: Threshold, value: number): string {
  if (metric === 'failures') return `${Number((value * 100).toPrecision(3))} %`;
  if (metric === 'rate') return `${Number(value.toPrecision(4))}/s`;
  return formatDuration(value);
}
