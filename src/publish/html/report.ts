import { cleanLine } from '../../results/clean-text.ts';
import type { Results, RunFacts } from '../../results/model.ts';
import { isNamed } from '../../results/same-cluster.ts';
import { verdict } from '../../results/verdict.ts';
import { shownEvidence, type EvidenceTexts } from './evidence-texts.ts';
import { html } from './markup.ts';
import { pageFrame } from './page-frame.ts';
import { reportCharts } from './report-charts.ts';
import { chartsSection } from './sections/charts.ts';
import { coverageSection } from './sections/coverage.ts';
import { failuresSection } from './sections/failures.ts';
import { measurementsSection } from './sections/measurements.ts';
import { runFactsSection } from './sections/run-facts.ts';
import { testsSection } from './sections/tests.ts';
import { verdictSection } from './sections/verdict.ts';
import { testData } from './test-data.ts';

/**
 * A run as one page for people: verdict first, then what did not pass and why, what was not covered, measurements, charts, and all tests. It opens from a disk
 * and asks no network. Verdict, causes and measurements need no script. Pure.
 * @param texts the evidence that is to be in the page. @default none, so that each is a link to its file
 */
export function toReport(results: Results, texts: EvidenceTexts = new Map()): string {
  const { run } = results;
  const title = `${verdict(results).word.replace('-', ' ')} · ${nameOf(run)}`;
  const charts = reportCharts(results, texts);
  const tests = testData(results, shownEvidence(results, texts));
  return pageFrame({
    title,
    subject: nameOf(run),
    sections: [
      ['failures', 'Causes'],
      ['coverage', 'Not covered'],
      ['measurements', 'Measurements'],
      ['charts', 'Charts'],
      ['tests', 'All tests'],
      ['run', 'The run'],
    ],
    main: html`<div id="overview">
        ${verdictSection(results)} ${failuresSection(results)} ${coverageSection(results)}
        ${measurementsSection(results)} ${chartsSection(results, charts)} ${testsSection(results)}
        ${runFactsSection(results)}
      </div>
      <article id="test" hidden></article>`,
    scripts: ['report.js', 'theme.js'],
    data: { title, tests },
  });
}

function nameOf({ id, cluster }: RunFacts): string {
  return cleanLine(isNamed(cluster) ? `${cluster.name}, run ${id}` : `run ${id}`, 120);
}
