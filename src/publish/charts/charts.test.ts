import { expect } from 'chai';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Results } from '../../results/model.ts';
import { exampleComparison } from '../comparison/example-comparison.fixture.ts';
import type { Chart } from './chart.ts';
import { autoscalingChart } from './contents/autoscaling.ts';
import { budgetUse } from './contents/budget-use.ts';
import { differences } from './contents/differences.ts';
import { latencyChart } from './contents/latency.ts';
import { logDelay } from './contents/log-delay.ts';
import { overTimeChart } from './contents/over-time.ts';
import { runTimeline } from './contents/run-timeline.ts';
import { testsByArea } from './contents/tests-by-area.ts';
import { exampleEvidence, exampleRun, exampleSeries, exampleTest } from './example-run.fixture.ts';
import { readLoadFigures } from './load-account.ts';
import { darkPalette, lightPalette, pagePalette, paletteVariables } from './palette.ts';
import { renderChart } from './render-chart.ts';
import { readScalingSeries } from './scaling-series.ts';

const load = readLoadFigures(exampleEvidence.get('evidence/loadtest.life-cycle-account.json') ?? '');
const all: Record<string, (results: Results) => Chart | undefined> = {
  testsByArea,
  budgetUse,
  logDelay,
  runTimeline,
  autoscaling: () => autoscalingChart(exampleSeries()),
  differences: () => differences(exampleComparison.measurements),
  overTime: ({ tests }) => tests.map((test) => overTimeChart(test)).find(Boolean),
  latency: () => load && latencyChart(load),
};
const charts = Object.entries(all).map(([name, of]) => [name, of(exampleRun) as Chart] as const);

/** The texts in an image. */
function textsIn(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
}

describe('A chart', () => {
  for (const [name, chart] of charts) {
    it(`is well-formed SVG without scripts, styles, classes and links, in any palette and width: ${name}`, () => {
      for (const { palette, width } of [
        { palette: darkPalette, width: 340 },
        { palette: pagePalette, width: 860 },
      ]) {
        const svg = renderChart(chart, { palette, width, id: 'c1' });
        expect(XMLValidator.validate(svg), svg).to.equal(true);
        expect(svg).to.not.match(/<script|<style| style=| class=| on\w+=|href=|url\((?!#c1-)|NaN|undefined/);
        const { svg: root } = new XMLParser({ ignoreAttributes: false }).parse(svg) as {
          svg: Record<string, string>;
        };
        expect(root['@_aria-label']).to.equal(chart.description);
        expect(textsIn(svg).length).to.be.greaterThan(3);
      }
    });

    it(`is the same each time, and begins its ids as it is told: ${name}`, () => {
      expect(renderChart(chart)).to.equal(renderChart(chart));
      expect(renderChart(chart, { id: 'other' }).replaceAll('other-', 'chart-')).to.equal(renderChart(chart));
    });
  }

  it('has the colours of its palette, and a background if it stands alone', () => {
    const chart = testsByArea(exampleRun) as Chart;
    expect(renderChart(chart))
      .to.include(`fill="${lightPalette.status.failed}"`)
      .and.not.include(lightPalette.background);
    expect(renderChart(chart, { hasBackground: true, palette: darkPalette, font: 'DejaVu Sans' }))
      .to.include(`fill="${darkPalette.background}"`)
      .and.include('font-family="DejaVu Sans"');
    expect(renderChart(chart, { palette: pagePalette })).to.include('fill="var(--chart-status-failed)"');
    expect(paletteVariables(lightPalette)).to.include(`--chart-status-failed:${lightPalette.status.failed};`);
    const variables = Object.values(pagePalette).flatMap((value) =>
      typeof value === 'string' ? [value] : Object.values(value),
    );
    for (const variable of variables)
      expect(paletteVariables(darkPalette)).to.include(`${(variable as string).slice(4, -1)}:#`);
  });

  it('escapes texts of a cluster, and shortens them', () => {
    const id = `a/<img src=x onerror=alert(1)>"&{value}/${'long'.repeat(200)}`;
    const hostile = exampleTest(id, 'failed', 1, 2, {
      area: '</text><script>alert(1)</script>',
      measurements: [{ id: 'time-to-visible-<b>', value: 3, unit: 'seconds', budget: 2 }],
    });
    const results = { ...exampleRun, tests: [hostile] };
    for (const draw of [testsByArea, budgetUse, logDelay, runTimeline]) {
      const svg = renderChart(draw(results) as Chart);
      expect(XMLValidator.validate(svg)).to.equal(true);
      expect(svg).to.not.match(/<script|<img|<b>/);
      expect(svg.length).to.be.lessThan(20_000);
    }
  });

  it('is absent where a run has nothing to draw', () => {
    const nothing = { ...exampleRun, tests: [] };
    expect([testsByArea, budgetUse, logDelay, runTimeline].map((of) => of(nothing))).to.deep.equal(
      Array(4).fill(undefined),
    );
    expect(readLoadFigures('{"total":{"num_requests":0,"response_times":{}}}')).to.equal(undefined);
    expect(readLoadFigures('no JSON')).to.equal(undefined);
    expect(readScalingSeries('{"at":[1]}')).to.equal(undefined);
  });

  it('says its figures in words', () => {
    expect(load && latencyChart(load).description).to.equal(
      '1794 requests: p50 3 ms, p95 9 ms, p99 40 ms, longest 90 ms',
    );
    expect(autoscalingChart(exampleSeries()).description).to.equal(
      'up to 6 replicas were wanted in 2m51s; metric-above-target took 31.2 s; decision took 4.1 s; pods-created took 1.4 s; ' +
        'pods-ready took 6.3 s; metric-back-under-target took 44.0 s; scale-down-decision took 1m01s; at-minimum took 22.0 s',
    );
    expect(runTimeline(exampleRun)?.description).to.include(
      'autoscaling/under-load/cpu began after 1m22s and took 3m58s, on the critical path',
    );
    expect(budgetUse(exampleRun)?.description).to.match(/^workloads\/rolling-restart.*|^autoscaling/);
  });

  it('of a test over its time has a line for each measurement, by its share', () => {
    const [p50, p99] = ['request-p50', 'request-p99'].map((id) => ({
      ...{ id, value: 0.02, unit: 'seconds' as const },
      overTime: { at: [0, 1, 3], values: [0.004, 0.5, 0.02] },
    }));
    if (!p50 || !p99) throw new Error('there is no measurement');
    const chart = overTimeChart({ measurements: [{ id: 'requests', value: 3, unit: 'count' }, p50, p99] });
    expect(chart?.title).to.equal('Latency of requests over time');
    expect(chart?.description).to.equal(
      'p50 20 ms, between 4 ms and 500 ms in 3.0 s; p99 20 ms, between 4 ms and 500 ms in 3.0 s',
    );
    expect(chart && textsIn(renderChart(chart))).to.include.members(['p50', 'p99', '0 s', '500 ms']);
    const { overTime: _, ...without } = p50;
    expect(overTimeChart({ measurements: [without] })).to.equal(undefined);
    const ofLoad = overTimeChart({
      measurements: [
        { ...p50, id: 'p50' },
        { ...p99, id: 'p95' },
      ],
    });
    expect(ofLoad?.title).to.equal('Latency of the load over time');
    expect(ofLoad && textsIn(renderChart(ofLoad))).to.include.members(['p50', 'p95']);
  });

  it('reads the series that an autoscaling test keeps', () => {
    expect(readScalingSeries(JSON.stringify(exampleSeries()))).to.deep.equal(exampleSeries());
  });
});
