import { cleanLine } from '../../results/clean-text.ts';
import type { Results, RunFacts } from '../../results/model.ts';
import { isNamed } from '../../results/same-cluster.ts';
import { verdict } from '../../results/verdict.ts';
import { shownEvidence, type EvidenceTexts } from './evidence-texts.ts';
import { embeddedJson, html, markup, type Markup } from './markup.ts';
import { pageAssets } from './page-assets.ts';
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
  const { style, script, policy } = pageAssets();
  const { run } = results;
  const { word } = verdict(results);
  const charts = reportCharts(results, texts);
  const tests = testData(results, shownEvidence(results, texts));
  return `<!doctype html>\n${html`<html lang="en" class="no-script">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="no-referrer" />
      <title>${word.replace('-', ' ')} · ${nameOf(run)}</title>
      ${markup(`<style>${style}</style>`)}
    </head>
    <body>
      <a class="skip" href="#main">Skip to the verdict</a>
      <header class="top">
        <p class="product">Shakedown <span class="quiet">${nameOf(run)}</span></p>
        <nav aria-label="Sections">${navigation()}</nav>
        <button id="theme" type="button" hidden>Theme</button>
      </header>
      <main id="main" tabindex="-1">
        <div id="overview">
          ${verdictSection(results)} ${failuresSection(results)} ${coverageSection(results)}
          ${measurementsSection(results)} ${chartsSection(results, charts)} ${testsSection(results)}
          ${runFactsSection(results)}
        </div>
        <article id="test" hidden></article>
      </main>
      <script type="application/json" id="data">
        ${embeddedJson({ title: `${word.replace('-', ' ')} · ${nameOf(run)}`, tests })}
      </script>
      ${markup(`<script>${script}</script>`)}
    </body>
  </html>`.toString()}\n`;
}

function nameOf({ id, cluster }: RunFacts): string {
  return cleanLine(isNamed(cluster) ? `${cluster.name}, run ${id}` : `run ${id}`, 120);
}

function navigation(): Markup[] {
  const sections: [string, string][] = [
    ['failures', 'Causes'],
    ['coverage', 'Not covered'],
    ['measurements', 'Measurements'],
    ['charts', 'Charts'],
    ['tests', 'All tests'],
    ['run', 'The run'],
  ];
  return sections.map(([id, name]) => html`<a href="#${id}">${name}</a>`);
}
