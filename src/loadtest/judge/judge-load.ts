import { LOAD_TEST_AREA } from '../../results/load-test.ts';
import type { Measurement, Reason, TestResult } from '../../results/model.ts';
import type { LoadAccount } from '../../instruments/load/figures/account.ts';
import { failuresAt } from '../../instruments/load/figures/failures-at.ts';
import { judgeThreshold } from './judge-threshold.ts';
import { rampSeconds } from '../../instruments/load/profile.ts';
import type { LoadTestSpec } from '../spec/load-test-spec.ts';
import { measurementsOf } from '../../instruments/load/figures/measurements.ts';
import { ALL, statistics, type EndpointStatistics } from '../../instruments/load/figures/statistics.ts';
import type { Metric } from '../spec/metric.ts';
import type { Threshold } from '../spec/thresholds.ts';
import type { ValidityIssue } from '../../instruments/load/figures/validity-issue.ts';
import {
  cutShort,
  isAllFailed,
  shapeOver,
  unansweredRequests,
  validityIssues,
} from '../../instruments/load/figures/validity-issues.ts';
import { VALIDITY_LIMITS, type ValidityLimits } from '../../instruments/load/figures/validity-limits.ts';

/** The part of a spec that a load test is judged by. */
export type JudgedSpec = Pick<LoadTestSpec, 'users' | 'spawnRate' | 'rate' | 'thresholds'> &
  Partial<Pick<LoadTestSpec, 'seconds'>>;

/** The judgement on a load test. */
export interface LoadJudgement {
  /** One for the load itself, and one for each threshold. */
  tests: TestResult[];
  statistics: EndpointStatistics[];
  /** Why the figures cannot be trusted; empty when they can. */
  validityIssues: ValidityIssue[];
}

const UNITS: Record<Metric, Measurement['unit']> = {
  p50: 'seconds',
  p95: 'seconds',
  p99: 'seconds',
  failures: 'ratio',
  rate: 'per second',
};

/**
 * Judges a load test by its account; pure.
 * @param name of the test, part of the ids.
 * @param spec.seconds how long it has to last to be judged; without it, whatever was measured is judged.
 */
export function judgeLoad(
  name: string,
  spec: JudgedSpec,
  account: LoadAccount,
  limits: ValidityLimits = VALIDITY_LIMITS,
): LoadJudgement {
  const all = statistics(account, rampSeconds(spec));
  const found = [...validityIssues(account, all[0], limits), ...cutShort(account, spec.seconds), ...shapeOver(account)];
  const test = (id: string, title: string): TestResult => ({ ...frame(name, id, title), ...times(account) });
  const load: TestResult = {
    ...test('load', `load of ${spec.users} users`),
    ...outcomeOfLoad(account, [...found, ...unansweredRequests(account)]),
    measurements: all[0] ? measurementsOf(all[0], account) : [],
  };
  const thresholds = withRate(spec, limits).map((threshold) => ({
    ...test(`${threshold.endpoint}/${threshold.metric}`, titleOf(threshold)),
    ...outcomeOfThreshold(threshold, all, found[0], account),
  }));
  return { tests: [load, ...thresholds], statistics: all, validityIssues: found };
}

/** The tests of a load test that gave no account: the load ended so, and no threshold was judged. */
export function loadWithoutAccount(
  name: string,
  spec: Pick<LoadTestSpec, 'users' | 'rate' | 'thresholds'>,
  ended: { status: 'error' | 'inconclusive'; reason: Reason },
): TestResult[] {
  const notJudged: Reason = { code: ended.reason.code, message: `not judged: ${ended.reason.message}` };
  return [
    { ...frame(name, 'load', `load of ${spec.users} users`), ...ended },
    ...withRate(spec, VALIDITY_LIMITS).map((threshold) => ({
      ...frame(name, `${threshold.endpoint}/${threshold.metric}`, titleOf(threshold)),
      status: 'not-run' as const,
      reason: notJudged,
    })),
  ];
}

function frame(name: string, id: string, title: string): TestResult {
  return {
    id: `${LOAD_TEST_AREA}/${name}/${id}`,
    area: LOAD_TEST_AREA,
    title,
    status: 'passed',
    durationSeconds: 0,
    attempts: 1,
    measurements: [],
    evidence: [],
  };
}

function times({ run }: LoadAccount): Pick<TestResult, 'startedAt' | 'durationSeconds'> {
  if (!run) return { durationSeconds: 0 };
  const durationSeconds = Math.max(0, (run.stoppedAt ?? run.startedAt) - run.startedAt);
  return { startedAt: new Date(run.startedAt * 1_000).toISOString(), durationSeconds };
}

/** A profile that asks for a rate has a threshold for it, its own or ours. */
function withRate(
  { rate, thresholds }: Pick<LoadTestSpec, 'rate' | 'thresholds'>,
  { rateShare }: ValidityLimits,
): readonly Threshold[] {
  if (rate === 0 || thresholds.some(({ metric, endpoint }) => metric === 'rate' && endpoint === ALL)) return thresholds;
  const limit = rate * rateShare;
  return [...thresholds, { endpoint: ALL, metric: 'rate', operator: '>=', limit, text: `rate >= ${limit}/s` }];
}

function titleOf({ endpoint, metric, text }: Threshold): string {
  return endpoint === ALL ? text : `${endpoint}: ${text.slice(text.toLowerCase().lastIndexOf(metric))}`;
}

/** The exception that the script raised most often; `undefined` when it raised none. */
function raisedIn({ exceptions }: LoadAccount): Reason | undefined {
  const raised = exceptions.toSorted((a, b) => b.count - a.count)[0];
  if (!raised) return undefined;
  const often = raised.count === 1 ? 'once' : `${raised.count} times`;
  const said = raised.message === '' ? 'an exception without a text' : raised.message;
  const message = `the script raised ${often}: ${said}`;
  return { code: 'LOAD_SCRIPT_RAISED', message, detail: `${message}\n${raised.traceback}` };
}

function outcomeOfLoad(account: LoadAccount, found: readonly ValidityIssue[]): Pick<TestResult, 'status' | 'reason'> {
  const raised = raisedIn(account);
  if (raised) return { status: 'error', reason: raised };
  const [first] = found;
  if (!first) return outcomeOfScript(account);
  return { status: 'inconclusive', reason: reasonFor(first, found) };
}

/** Why good figures are not valid. Bad ones are valid also when the script did not do all that it should, or requests had no answer. */
function againstGood(account: LoadAccount, issue: ValidityIssue | undefined): ValidityIssue | undefined {
  const raised = raisedIn(account);
  return raised ? { code: raised.code ?? '', reason: raised.message } : (issue ?? unansweredRequests(account)[0]);
}

/** What the script says of its load itself, by an exit code other than 0 for Locust. */
function outcomeOfScript({ exitCode }: LoadAccount): Pick<TestResult, 'status' | 'reason'> {
  if (!exitCode) return { status: 'passed' };
  const message = `the script judges the load as failed: it set the exit code ${exitCode} (environment.process_exit_code)`;
  return { status: 'failed', reason: { code: 'LOAD_SCRIPT_FAILED', message } };
}

function reasonFor(first: ValidityIssue, found: readonly ValidityIssue[]): Reason {
  const { code, reason } = first;
  return { code, message: reason, ...(found.length > 1 && { detail: found.map((one) => one.reason).join('\n') }) };
}

function outcomeOfThreshold(
  threshold: Threshold,
  all: readonly EndpointStatistics[],
  issue: ValidityIssue | undefined,
  account: LoadAccount,
): Pick<TestResult, 'status' | 'reason' | 'measurements'> {
  const judged = judgeThreshold(threshold, all);
  const { metric, limit, text } = threshold;
  const measurements: Measurement[] =
    judged.status === 'inconclusive'
      ? []
      : [
          {
            id: metric,
            value: judged.value,
            unit: UNITS[metric],
            // A budget is the most that a value may be; a rate has a least.
            ...(metric === 'rate' ? {} : { budget: limit, budgetReason: `threshold ${text}` }),
          },
        ];
  if (judged.status === 'inconclusive')
    return { status: 'inconclusive', reason: { code: judged.code, message: judged.message }, measurements };
  // A generator may be too weak to say how slow a target is, never to say that it gets nothing at all from it.
  const certain = judged.status === 'failed' && all.some((one) => one.endpoint === judged.endpoint && isAllFailed(one));
  const against = certain ? undefined : judged.status === 'passed' ? againstGood(account, issue) : issue;
  if (against) {
    const message = `the figures cannot be trusted: ${against.reason}`;
    return {
      status: 'inconclusive',
      reason: { code: against.code, message, detail: `${message}\nmeasured all the same: ${judged.message}` },
      measurements,
    };
  }
  if (judged.status === 'passed') return { status: 'passed', measurements };
  const why = metric === 'failures' ? failuresAt(judged.endpoint, account) : [];
  const [unanswered] = metric === 'failures' && judged.endpoint === ALL ? unansweredRequests(account) : [];
  const most = why[0] === undefined ? unanswered?.reason : `most often ${why[0]}`;
  const message = most === undefined ? judged.message : `${judged.message}, ${most}`;
  const detail = why.length > 1 && { detail: [judged.message, ...why].join('\n') };
  return { status: 'failed', reason: { code: 'LOAD_THRESHOLD_MISSED', message, ...detail }, measurements };
}
