import { ShakedownError } from '../../errors/shakedown-error.ts';
import { rawItems } from '../../config/grammar/text-list.ts';
import { isDuration, milliseconds } from '../../time/duration.ts';
import { ALL } from '../../instruments/load/figures/statistics.ts';
import { withoutMark } from './list-mark.ts';
import type { Metric } from './metric.ts';
import { failureRate, isOfFailures, thresholdFault } from './threshold-fault.ts';

/** A bound that a load test must keep. */
export interface Threshold {
  /** `GET /cart`, as Locust names it, or `all`. */
  endpoint: string;
  metric: Metric;
  operator: '<' | '<=' | '>' | '>=';
  /** Seconds for latencies, a ratio for failures, requests per second for the rate. */
  limit: number;
  /** As it was written, for messages. */
  text: string;
}

const PATTERN =
  /^(?:(?<endpoint>"[^"]*"|'[^']*'|[^<>≤≥"'][^<>≤≥]*?)\s+)?(?<metric>p50|p95|p99|failures|rate)\s*(?<operator><=|=<|≤|<|>=|=>|≥|>)\s*(?<limit>[^\s<>=≤≥]\S*(?:\s+(?:ms|s|m|h|%|\/s|rps))?)$/i;
/** What a comment or the name of an endpoint has in it when a threshold got there by mistake. */
const IN_COMMENT = /\b(?:p50|p95|p99|failures|rate)\s*(?:=?[<>≤≥]=?)\s*\d/i;
const IN_NAME = /^(?:p\d+|failures|rate)\b|\s(?:p\d+|failures|rate)(?=[\s:]|$)/i;
const ENDS_IN_METRIC = /(?:^|\s)(?:p50|p95|p99|failures|rate)$/i;
/** A bracket that the text does not close, or did not open. One that is closed may belong to a name: `[admin] GET /`. */
const HALF_BRACKET = /^[[({][^\])}]*$|^[^[({]*[\])}]$/;
const PERCENTILES = ['p50', 'p95', 'p99'] as const;
const OPERATORS: Readonly<Record<string, Threshold['operator']>> = { '=<': '<=', '≤': '<=', '=>': '>=', '≥': '>=' };
const EXAMPLES = '`p95 < 500ms, failures < 1%, rate >= 200/s, GET /cart p99 < 2s`';

/**
 * Thresholds from text, separated by commas, `;` or line ends. What follows a `#` is a comment. The name of an endpoint with a comma is
 * written in quotes, as is one with a metric in it. Items may begin with the mark of a list (`- `, `1. `).
 * @param asked the requested rate of the test, in requests per second; 0 when there is none.
 * @throws ShakedownError LOAD_THRESHOLD_INVALID for a text that is not a threshold, LOAD_THRESHOLDS_CONTRADICT for two that can never both be met.
 * @example parseThresholds('p95 < 500ms, failures < 1%\nGET /cart p99 <= 2s', 0)
 */
export function parseThresholds(text: string, asked: number): Threshold[] {
  const uncommented = text.split(/\r?\n/).map(withoutComment).join('\n');
  const items = rawItems(uncommented, ';')
    .map(withoutMark)
    .filter((item) => item !== '');
  refuseCommasInNumbers(items);
  refuseCommasInNames(items, uncommented);
  const thresholds = items.map(parseThreshold);
  refuseContradictions(thresholds, asked);
  return thresholds;
}

/** @throws ShakedownError LOAD_THRESHOLD_INVALID when the comment behind a threshold has another one in it, which would be lost. */
function withoutComment(line: string): string {
  const [, before = line, comment = ''] = /^(|.*?\s)#(.*)$/.exec(line) ?? [];
  if (before.trim() !== '' && IN_COMMENT.test(comment))
    throw invalid(
      line.trim(),
      'its comment, which ends with the line, has a threshold in it: write that on a line of its own',
    );
  return before;
}

function refuseCommasInNumbers(items: readonly string[]): void {
  for (const [at, item] of items.entries()) {
    const next = items[at + 1] ?? '';
    if (/[<>=≤≥]\s*\d+$/.test(item) && /^\d[\d.]*\s*(?:ms|s|m|h|%|\/s|rps)?$/i.test(next))
      throw invalid(`${item},${next}`, 'numbers have a decimal point and no commas: write 1.5 or 1000');
  }
}

/** A name with a comma becomes two items: one that compares nothing, and one that reads as a threshold of what is behind the comma. */
function refuseCommasInNames(items: readonly string[], text: string): void {
  let [end, start]: [number, number | undefined] = [0, undefined];
  for (const item of items) {
    const begin = text.indexOf(item, end);
    if (/[;\n]/.test(text.slice(end, begin))) start = undefined;
    end = begin + item.length;
    const { endpoint } = PATTERN.exec(item)?.groups ?? {};
    if (start !== undefined && endpoint !== undefined && !/^["']/.test(endpoint)) {
      const rest = item.slice(endpoint.length);
      const quoted = `"${text.slice(start, end - rest.length)}"${rest}`;
      throw faulty(text.slice(start, end), {
        why: 'a comma separates thresholds, and only quotes keep it in the name of an endpoint',
        todo: `did you mean ${quoted}? On a command line: --threshold '${quoted}'`,
      });
    }
    if (/[<>≤≥]/.test(item) || ENDS_IN_METRIC.test(item)) start = undefined;
    else if (/^[^"'[({]/.test(item)) start ??= begin;
  }
}

function parseThreshold(text: string): Threshold {
  const groups = PATTERN.exec(text)?.groups ?? {};
  const { endpoint = ALL, operator: written = '', limit = '' } = groups;
  const metric = groups['metric']?.toLowerCase() ?? '';
  if (HALF_BRACKET.test(text) || (metric === '' && /^[[({"']|[\])}"']$/.test(text)))
    throw invalid(text, 'write thresholds without brackets, and only the name of an endpoint in quotes');
  if (metric === '') throw faulty(text, thresholdFault(text));
  const isQuoted = /^["']/.test(endpoint);
  if (!isQuoted && IN_NAME.test(endpoint))
    throw invalid(
      text,
      `it has two metrics: separate thresholds by commas, and write an endpoint of that name in quotes`,
    );
  const operator = OPERATORS[written] ?? written;
  const name = nameOf(endpoint);
  if (name === '') throw invalid(text, 'the name of its endpoint is empty');
  if (!isQuoted && !/[\p{L}\p{N}/]/u.test(name)) throw invalid(text, `'${name}' is no name of an endpoint`);
  const isShare = operator.startsWith('<') || limit.endsWith('%');
  if (metric === 'rate' && isShare && !isQuoted && isOfFailures(endpoint))
    throw faulty(text, failureRate(endpoint, limit));
  const value = limitOf(text, metric, limit.replaceAll(/\s+/g, ''));
  const threshold = { endpoint: name, metric, operator, text, limit: value } as Threshold;
  const upper = operator.startsWith('<');
  if (metric === 'rate' && upper) throw invalid(text, `a rate has a lower bound: write rate >= ${limit}`);
  if (metric !== 'rate' && !upper) throw invalid(text, `${metric} has an upper bound: write ${metric} < ${limit}`);
  if (metric === 'failures' && value === 1 && operator === '<=')
    throw invalid(text, 'it holds whatever happens: write failures < 1%');
  if (threshold.limit === 0 && operator === '<') throw invalid(text, `nothing is below 0: write ${metric} <= 0`);
  return threshold;
}

/** The name of an endpoint without its quotes; without quotes a colon may end it, and Locust's `Aggregated` means all. */
function nameOf(endpoint: string): string {
  const [, , quoted] = /^(["'])(.*)\1$/.exec(endpoint) ?? [];
  if (quoted !== undefined) return quoted.trim();
  const name = endpoint.replace(/\s*:$/, '').trim();
  return /^(all|aggregated)$/i.test(name) ? ALL : name;
}

function limitOf(text: string, metric: string, limit: string): number {
  if (/^\.\d/.test(limit)) throw invalid(text, `write a digit before the point: 0${limit}`);
  if (metric === 'failures') {
    const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(limit) ?? [];
    const ratio = Number(number) / (percent ? 100 : 1);
    if (percent && ratio > 1) throw invalid(text, 'failures are at most 100% of the requests: write failures < 1%');
    // `failures < 1` is meant as 1 %.
    if (!(percent ? ratio <= 1 : ratio < 1)) {
      const meant = ratio <= 100 && !percent ? Number(number) : 1;
      throw invalid(text, `failures are a share of the requests: write ${meant}%`);
    }
    return ratio;
  }
  if (metric === 'rate') {
    const rate = Number(/^(\d+(?:\.\d+)?)(?:\/s|rps)?$/i.exec(limit)?.[1]);
    if (!(rate > 0)) throw invalid(text, 'a rate is requests per second: write 200/s');
    return rate;
  }
  if (!isDuration(limit)) {
    const small = limit.toLowerCase();
    if (isDuration(small)) throw invalid(text, `a unit of time is written in small letters: ${small}`);
    const what = /^[\d.]+$/.test(limit) ? 'a latency needs its unit' : 'a latency is a length of time';
    throw invalid(text, `${what}: write 500ms or 1.5s`);
  }
  if (!isWholeMilliseconds(milliseconds(limit)))
    throw invalid(
      text,
      'percentiles are measured in whole milliseconds: write 1ms or more, without fractions of a millisecond',
    );
  return milliseconds(limit) / 1_000;
}

/** Whether a limit is not finer than what is measured; `1.001s` is 1000.9999999999999 ms in binary. */
function isWholeMilliseconds(limit: number): boolean {
  const whole = Math.round(limit);
  return whole >= 1 && Math.abs(limit - whole) < 1e-6;
}

function invalid(text: string, why: string): ShakedownError {
  return faulty(text, { why });
}

function faulty(text: string, { why, todo }: { why: string; todo?: string }): ShakedownError {
  return new ShakedownError('LOAD_THRESHOLD_INVALID', {
    meaning: 'usage',
    expected: `thresholds such as ${EXAMPLES}`,
    seen: `'${text}': ${why}`,
    ...(todo !== undefined && { todo }),
  });
}

function refuseContradictions(thresholds: readonly Threshold[], asked: number): void {
  const bySubject = new Map<string, Threshold>();
  for (const threshold of thresholds) {
    const subject = `${threshold.endpoint} ${threshold.metric}`;
    const other = bySubject.get(subject);
    if (other) throw contradiction(`'${other.text}' and '${threshold.text}' bound the same`);
    bySubject.set(subject, threshold);
    if (threshold.metric === 'rate') refuseImpossibleRate(threshold, asked);
  }
  for (const [low, high] of [
    ['p50', 'p95'],
    ['p50', 'p99'],
    ['p95', 'p99'],
  ] satisfies (typeof PERCENTILES)[number][][]) {
    for (const { endpoint } of thresholds) {
      const lower = bySubject.get(`${endpoint} ${low}`);
      const higher = bySubject.get(`${endpoint} ${high}`);
      if (lower && higher && lower.limit > higher.limit)
        throw contradiction(`'${lower.text}' allows more than '${higher.text}', though ${low} is never above ${high}`);
    }
  }
}

function refuseImpossibleRate({ text, limit }: Threshold, asked: number): void {
  const raise = `--rate ${limit} (RATE in locust-properties)`;
  if (asked === 0)
    throw contradiction(`'${text}', but the test asks for no rate`, `add ${raise}, or leave this threshold out`);
  if (limit > asked)
    throw contradiction(
      `'${text}', but the rate of the test is only ${asked}/s`,
      `lower the threshold, or raise the rate: ${raise}`,
    );
}

function contradiction(seen: string, todo = 'keep the one you mean'): ShakedownError {
  return new ShakedownError('LOAD_THRESHOLDS_CONTRADICT', {
    meaning: 'usage',
    expected: 'thresholds that can all hold at the same time',
    seen,
    todo,
  });
}
