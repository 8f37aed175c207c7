import { cleanLine } from '../../results/clean-text.ts';
import type { Results, TestResult } from '../../results/model.ts';
import type { Chart } from '../charts/chart.ts';
import { autoscalingChart } from '../charts/contents/autoscaling.ts';
import { budgetUse } from '../charts/contents/budget-use.ts';
import { latencyChart } from '../charts/contents/latency.ts';
import { logDelay } from '../charts/contents/log-delay.ts';
import { overTimeChart, TITLES_OVER_TIME } from '../charts/contents/over-time.ts';
import { runTimeline } from '../charts/contents/run-timeline.ts';
import { testsByArea } from '../charts/contents/tests-by-area.ts';
import { readLoadFigures } from '../charts/load-account.ts';
import { readScalingSeries } from '../charts/scaling-series.ts';
import type { EvidenceTexts } from './evidence-texts.ts';

/** A chart in a page, and the test that it is of, if it is of one. */
export interface ReportChart {
  chart: Chart;
  test?: string;
}

/** How many charts of single tests of a kind a page has; their data is in the results and the evidence of all. */
const OF_TESTS = 8;

/** The charts of a run; pure. */
export function reportCharts(results: Results, texts: EvidenceTexts): ReportChart[] {
  const ofRun = [testsByArea, budgetUse, runTimeline, logDelay].flatMap((of) => of(results) ?? []);
  return [
    ...ofRun.map((chart) => ({ chart })),
    ...chartsOfTests(results, ({ evidence }) =>
      evidence.flatMap(({ title, file }) => chartOf(title, texts.get(file)) ?? []),
    ),
    ...chartsOfTests(results, (test) => overTimeChart(test) ?? []),
  ];
}

/** The charts of single tests, those that did not pass first. */
function chartsOfTests({ tests }: Results, of: (test: TestResult) => Chart | Chart[]): ReportChart[] {
  return tests
    .toSorted((a, b) => Number(a.status === 'passed') - Number(b.status === 'passed'))
    .flatMap((test) =>
      [of(test)].flat().map((chart) => ({
        chart: { ...chart, title: `${chart.title}: ${cleanLine(test.id, 120)}` },
        test: test.id,
      })),
    )
    .slice(0, OF_TESTS);
}

/** The chart of a file that a test has kept. @param title as the specs name it. */
function chartOf(title: string, text: string | undefined): Chart | undefined {
  if (text === undefined) return undefined;
  if (title === 'series.json') {
    const series = readScalingSeries(text);
    return series && autoscalingChart(series);
  }
  if (title !== 'account.json') return undefined;
  const figures = readLoadFigures(text);
  return figures && latencyChart(figures);
}

/** What the charts cannot show, because it was not recorded; one sentence each. Pure. */
export function notRecorded({ run }: Results, charts: readonly ReportChart[]): string[] {
  const has = (title: string) => charts.some(({ chart }) => chart.title.startsWith(title));
  return [
    ...(run.criticalPath === undefined
      ? ['Which tests are on the critical path is not recorded in these results.']
      : []),
    ...(has('Autoscaling')
      ? []
      : ['No test has kept how an HPA followed a load, so replicas over time are not drawn.']),
    ...(has(TITLES_OVER_TIME.load)
      ? []
      : has('Latency of the load')
        ? [
            'Of the latency of a load, it is recorded how many requests took how long, and not when: it is not drawn over time.',
          ]
        : has(TITLES_OVER_TIME.requests)
          ? []
          : ['No test has kept the response times of requests.']),
    ...(has('Delay')
      ? has(TITLES_OVER_TIME.lines)
        ? []
        : ['When lines of a log took how long is not recorded in these results: their delay is not drawn over time.']
      : ['No test has measured the delay of log lines.']),
  ];
}
