import { Gauge, Registry } from 'prom-client';
import { cleanLine } from '../../results/clean-text.ts';
import type { Results, TestResult } from '../../results/model.ts';
import { outcomeOf, type Outcome } from '../../results/quarantine.ts';
import type { Word } from '../../results/verdict.ts';
import type { RunEvent } from '../event/run-event.ts';
import type { Sample } from './remote-write/write-request.ts';

/** How many tests and measurements have a series of their own; the rest is counted. */
const MOST = { failed: 500, measurements: 2_000 };
/** The maximum length of a label, in characters. */
const LONGEST = 200;
const WORDS: readonly Word[] = ['passed', 'failed', 'inconclusive', 'incomplete', 'infrastructure', 'usage'];

/** The metrics of a run, with what they are; each has the label `cluster`. */
export const metricHelp = {
  shakedown_run_info: 'The newest run of a cluster: its id, and the versions of the suite and of Kubernetes; always 1.',
  shakedown_run_start_timestamp_seconds: 'When the newest run began, in seconds since 1970.',
  shakedown_run_duration_seconds:
    'How long the newest run took; absent when it was cut off, or its clock was set back.',
  shakedown_run_verdict: 'Whether the newest run came to this verdict: 1 for one of them, 0 for the others.',
  shakedown_failed_runs: 'How many runs in a row have failed, up to the newest one.',
  shakedown_cluster_left: 'Whether the cluster was to be deleted after the newest run, and could not be: 1, else 0.',
  shakedown_tests:
    'The number of tests of the newest run, by area and status; a failure that is quarantined has that status.',
  shakedown_test_failed: 'A test that failed in the newest run; always 1.',
  shakedown_measurement: 'What a test of the newest run measured, in the base unit that is named.',
  shakedown_measurement_budget: 'The maximum of a measurement, where it has one.',
  shakedown_series_left_out:
    'How many failed tests and measurements have no series of their own, because there are too many.',
} as const;
type MetricName = keyof typeof metricHelp;

/** The metrics of a run in the text format of Prometheus. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export async function runMetrics(results: Results, event: RunEvent): Promise<string> {
  return await registryOf(results, event).metrics();
}

/** The same metrics as samples, with the label `job`, as those that are scraped or pushed have it. */
export async function runSamples(results: Results, event: RunEvent): Promise<Sample[]> {
  const metrics = await registryOf(results, event).getMetricsAsJSON();
  return metrics.flatMap(({ name, values }) =>
    values.map(({ labels, value }) => ({
      labels: {
        ...Object.fromEntries(Object.entries(labels).map(([key, text = '']) => [key, String(text)])),
        ...{ __name__: name, job: 'shakedown' },
      },
      value,
    })),
  );
}

function registryOf({ run, tests }: Results, event: RunEvent): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ cluster: label(run.cluster.name) });
  const gauge = (name: MetricName, labelNames: string[] = []) =>
    new Gauge({ name, help: metricHelp[name], labelNames, registers: [registry] });

  gauge('shakedown_run_info', ['run', 'suite_version', 'kubernetes_version']).set(
    {
      run: label(run.id),
      suite_version: label(run.suiteVersion),
      kubernetes_version: label(run.cluster.version ?? ''),
    },
    1,
  );
  gauge('shakedown_run_start_timestamp_seconds').set(Date.parse(run.startedAt) / 1_000);
  const seconds = (Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt)) / 1_000;
  // A clock that was set back during the run says nothing about it.
  if (seconds >= 0) gauge('shakedown_run_duration_seconds').set(seconds);
  const words = gauge('shakedown_run_verdict', ['verdict']);
  for (const verdict of WORDS) words.set({ verdict }, event.verdict.word === verdict ? 1 : 0);
  gauge('shakedown_failed_runs').set(event.failingSince?.runs ?? 0);
  gauge('shakedown_cluster_left').set(run.leftCluster ? 1 : 0);
  setCounts(gauge('shakedown_tests', ['area', 'status']), tests);

  const failed = tests.filter((test) => outcomeOf(test) === 'failed');
  const failures = gauge('shakedown_test_failed', ['area', 'test']);
  for (const { area, id } of failed.slice(0, MOST.failed)) failures.set({ area: label(area), test: label(id) }, 1);
  const left = setMeasurements(gauge, tests) + Math.max(0, failed.length - MOST.failed);
  gauge('shakedown_series_left_out').set(left);
  return registry;
}

function setCounts(counts: Gauge, tests: readonly TestResult[]): void {
  const keys = new Map<string, { area: string; status: Outcome; count: number }>();
  for (const test of tests) {
    const { area } = test;
    const status = outcomeOf(test);
    const key = JSON.stringify([area, status]);
    const one = keys.get(key) ?? { area, status, count: 0 };
    keys.set(key, { ...one, count: one.count + 1 });
  }
  for (const { area, status, count } of keys.values()) counts.set({ area: label(area), status }, count);
}

/** @returns how many are left out. */
function setMeasurements(
  gauge: (name: MetricName, labelNames: string[]) => Gauge,
  tests: readonly TestResult[],
): number {
  const labels = ['test', 'measurement', 'unit'];
  const [values, budgets] = [gauge('shakedown_measurement', labels), gauge('shakedown_measurement_budget', labels)];
  const all = tests.flatMap(({ id, measurements }) => measurements.map((one) => ({ id, one })));
  for (const { id, one } of all.slice(0, MOST.measurements)) {
    const of = { test: label(id), measurement: label(one.id), unit: one.unit };
    values.set(of, one.value);
    if (one.budget !== undefined) budgets.set(of, one.budget);
  }
  return Math.max(0, all.length - MOST.measurements);
}

function label(text: string): string {
  return cleanLine(text, LONGEST);
}
