import { cleanLine } from '../../results/clean-text.ts';
import type { History } from '../../results/history/history.ts';
import type { Results, RunFacts } from '../../results/model.ts';
import { isNamed } from '../../results/same-cluster.ts';
import { verdict } from '../../results/verdict.ts';
import { shownBefore, shownEvidence, type EvidenceTexts } from './evidence-texts.ts';
import { html, type Markup } from './markup.ts';
import { pageFrame } from './page-frame.ts';
import { reportCharts } from './report-charts.ts';
import { chartsSection } from './sections/charts.ts';
import { coverageSection } from './sections/coverage.ts';
import { failuresSection } from './sections/failures.ts';
import { historySection } from './sections/history.ts';
import { measurementsSection } from './sections/measurements.ts';
import { runFactsSection } from './sections/run-facts.ts';
import { testsSection } from './sections/tests.ts';
import { verdictSection } from './sections/verdict.ts';
import { testData } from './test-data.ts';
import { testLink } from './test-link.ts';

/** What a page shows besides the results of its run. */
export interface ReportExtras {
  /** The evidence that is to be in the page. @default none, so that each is a link to its file */
  texts?: EvidenceTexts;
  /** The run after the earlier ones of its cluster. @default none is known, and the page has no section about them */
  history?: History | undefined;
}

/**
 * A run as one page for people: verdict first, then what did not pass and why, what was not covered, measurements, charts, and all tests. It opens from a disk
 * and asks no network. Verdict, causes and measurements need no script. Pure.
 */
export function toReport(results: Results, { texts = new Map(), history }: ReportExtras = {}): string {
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
      ...(history ? ([['history', 'History']] as const) : []),
      ['tests', 'All tests'],
      ['run', 'The run'],
    ],
    main: html`<div id="overview">
        ${verdictSection(results)} ${failuresSection(results)} ${coverageSection(results)}
        ${measurementsSection(results)} ${chartsSection(results, charts)}
        ${history && historySection(history, linkIfIn(results), NOTE)} ${testsSection(results)}
        ${runFactsSection(results, shownBefore(run, texts))}
      </div>
      <article id="test" hidden></article>`,
    scripts: ['report.js', 'theme.js'],
    data: { title, tests },
  });
}

/** What the history has in it. */
const NOTE =
  'The newest of these runs is this one. Earlier ones are those that were stored where this page was written.';

/** Names a test: those of earlier runs are not in the page. */
function linkIfIn({ tests }: Results): (id: string) => Markup {
  const ids = new Set(tests.map(({ id }) => id));
  return (id) => (ids.has(id) ? testLink(id) : html`<span class="id">${cleanLine(id, 200)}</span>`);
}

function nameOf({ id, cluster }: RunFacts): string {
  return cleanLine(isNamed(cluster) ? `${cluster.name}, run ${id}` : `run ${id}`, 120);
}
