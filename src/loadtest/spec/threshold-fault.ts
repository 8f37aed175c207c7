import { didYouMean } from '../../config/did-you-mean.ts';
import { METRICS, type Metric } from './metric.ts';

/** What is wrong with a text that is no threshold, and the form that was probably meant. */
export interface ThresholdFault {
  why: string;
  todo: string;
}

/** What other tools and people call a metric. */
const SYNONYMS: readonly (readonly [RegExp, Metric])[] = [
  [/^(?:(?:error|failure|fail|success)[ _-]?(?:rate|ratio)s?|success|errors?|fail|failed|failure)$/i, 'failures'],
  [/^(?:rps|qps|tps|reqs?|requests|throughput|request[ _-]rate)$/i, 'rate'],
  [/^(?:median|med|avg|average|mean)$/i, 'p50'],
  [/^(?:latency|(?:response|request)?[ _-]?times?|duration)$/i, 'p95'],
  [/^max(?:imum)?$/i, 'p99'],
];
const EXAMPLE_LIMITS: Readonly<Record<Metric, string>> = {
  p50: '500ms',
  p95: '500ms',
  p99: '500ms',
  failures: '1%',
  rate: '200/s',
};
const FORM = 'write a metric (p50, p95, p99, failures or rate), an operator and a limit: GET /cart p95 < 500ms';
/** A sign of a comparison, whether it is an operator or not. */
const SIGN = /[=!]*[<>≤≥][<>≤≥=]*/g;
const OPERATOR = /^(?:[<>]=?|=[<>]|[≤≥])$/;
/** What people write between a metric and its limit without such a sign. */
const WORDS =
  /^(?<before>.*?)(?:\s*(?<sign>[!:=]?==?|:)\s*|\s+(?<word>is|under|below|above|over|less than|at most|at least|lt|le|gt|ge)\s+|\s+)(?<limit>\d\S*(?:\s*(?:ms|s|m|h|%|\/s|rps))?)$/i;

/**
 * Says which part of a text keeps it from being a threshold: its metric, its operator or its limit. Pure.
 * @example thresholdFault('p96 < 500ms').todo // 'did you mean p95 < 500ms?'
 */
export function thresholdFault(text: string): ThresholdFault {
  const [sign, ...more] = text.matchAll(SIGN);
  if (more.length > 0)
    return {
      why: 'it has two comparisons',
      todo: 'give each threshold one limit, and separate thresholds by commas: p95 < 500ms, failures < 1%',
    };
  if (!sign) return withoutSign(text);
  const [before, limit] = [text.slice(0, sign.index).trim(), text.slice(sign.index + sign[0].length).trim()];
  const subject = subjectOf(before);
  const { endpoint, metric, known } = subject;
  if (before === '' || (metric === undefined && isEndpoint(before)))
    return { why: 'it has no metric', todo: `did you mean ${compose(before, byUnit(limit), limit)}?` };
  if (!known || metric === undefined) return unknownMetric(subject, limit);
  const meant = compose(endpoint, metric, limit);
  if (!OPERATOR.test(sign[0])) return noOperator(sign[0], meant);
  if (limit === '') return { why: 'it has no limit', todo: `write one: ${meant}` };
  if (!isLimit(metric, limit)) return { why: `'${limit}' is no limit`, todo: `write one such as ${meant}` };
  return { why: `'${endpoint}' cannot be read as the name of an endpoint`, todo: 'write the whole name in quotes' };
}

/** Whether `rate` behind a name is a share of the requests: `error rate` reads as the endpoint `error` and the metric `rate`. */
export function isOfFailures(endpoint: string): boolean {
  return /(?:^|\s)(?:errors?|fail(?:ed|ures?)?|success)$/i.test(endpoint);
}

/** @example failureRate('GET /cart error', '1%') // of `GET /cart error rate < 1%` */
export function failureRate(endpoint: string, limit: string): ThresholdFault {
  return unknownMetric(subjectOf(`${endpoint} rate`), limit);
}

function withoutSign(text: string): ThresholdFault {
  const { before, sign, word, limit = '' } = WORDS.exec(text)?.groups ?? {};
  const { endpoint, metric, known } = subjectOf(before ?? text);
  if (before === undefined && known && metric !== undefined)
    return { why: 'it has no operator and no limit', todo: `write both: ${compose(endpoint, metric, '')}` };
  const written = sign ?? word;
  if (before === undefined || (metric === undefined && (written === undefined || isEndpoint(before))))
    return { why: 'it has no metric, operator and limit', todo: FORM };
  return noOperator(written, compose(endpoint, metric ?? byUnit(limit), limit));
}

function noOperator(written: string | undefined, meant: string): ThresholdFault {
  const why = written === undefined ? 'it has no operator' : `'${written}' is no operator`;
  return { why: `${why}: the operators are <, <=, > and >=`, todo: `did you mean ${meant}?` };
}

function unknownMetric({ endpoint, name, metric }: Subject, limit: string): ThresholdFault {
  return {
    why: `unknown metric '${name}': the metrics are p50, p95, p99, failures and rate`,
    todo: `did you mean ${compose(endpoint, metric ?? byUnit(limit), /^succe/i.test(name) ? '' : limit)}?`,
  };
}

/** What a threshold is about, as far as the words in front of its operator tell. */
interface Subject {
  /** The name of an endpoint; empty when there is none. */
  endpoint: string;
  /** The word for the metric. */
  name: string;
  /** The metric that the word means, if it means one. */
  metric: Metric | undefined;
  /** Whether the word is that of a metric, and not only means one. */
  known: boolean;
}

function subjectOf(before: string): Subject {
  const words = before.split(/\s+/);
  const pair = synonym(words.slice(-2).join(' '));
  const count = words.length > 1 && pair !== undefined ? 2 : 1;
  const name = words.slice(-count).join(' ');
  return {
    endpoint: words.slice(0, -count).join(' '),
    name,
    metric: count === 2 ? pair : metricMeant(name.replace(/:$/, '')),
    known: METRICS.some((metric) => metric === name.toLowerCase()),
  };
}

function metricMeant(word: string): Metric | undefined {
  const [, digits] = /^p?(\d+(?:\.\d+)?)(?:th|%)?$/i.exec(word) ?? [];
  if (digits === undefined) return synonym(word) ?? METRICS.find((metric) => metric === didYouMean(word, METRICS));
  // Nothing is above the 100th percentile, which is the maximum.
  if (digits.startsWith('100')) return 'p99';
  const share = Number(`0.${digits.replace('.', '')}`);
  return share < 0.75 ? 'p50' : share > 0.97 ? 'p99' : 'p95';
}

function synonym(words: string): Metric | undefined {
  return SYNONYMS.find(([pattern]) => pattern.test(words))?.[1];
}

/** Whether a text looks like the whole name of an endpoint: `GET /cart`. */
function isEndpoint(text: string): boolean {
  return text.includes('/') || /^(?:all|aggregated)$/i.test(text);
}

/** The metric that a limit is probably of. */
function byUnit(limit: string): Metric {
  if (limit.endsWith('%')) return 'failures';
  return /(?:\/s|rps)$/i.test(limit) ? 'rate' : 'p95';
}

function isLimit(metric: string, limit: string): boolean {
  if (metric === 'failures') return /^\d+(?:\.\d+)?\s*%$|^0?\.\d+$/.test(limit);
  if (metric === 'rate') return /^\d+(?:\.\d+)?\s*(?:\/s|rps)?$/i.test(limit);
  return /^\d+(?:\.\d+)?\s*(?:ms|s|m|h)$/.test(limit);
}

/** A threshold as it is written; a limit that the metric cannot have is replaced by an example. */
function compose(endpoint: string, metric: Metric, limit: string): string {
  const operator = metric === 'rate' ? '>=' : '<';
  const name = endpoint.replace(/\s*:$/, '');
  return `${name === '' ? '' : `${name} `}${metric} ${operator} ${isLimit(metric, limit) ? limit : EXAMPLE_LIMITS[metric]}`;
}
