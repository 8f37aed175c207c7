import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { exampleRun, exampleTest } from '../../src/publish/charts/example-run.fixture.ts';
import { writeReport } from '../../src/publish/html/write-report.ts';
import type { Results, Status, TestResult } from '../../src/results/model.ts';
import type { Progress } from '../../src/terminal/progress.ts';
import { openFile, startBrowser } from '../../test/no-cluster/report/browser.ts';
import { percentilesOf } from './percentiles.ts';
import type { Section } from './section.ts';

const MANY = 5_000;
const WITH_EVIDENCE = { tests: 200, bytes: 20_000_000 };
const GOALS = { render: 5, open: 2, bytes: 2_000_000 };
const STATUSES: readonly Status[] = ['passed', 'passed', 'passed', 'failed', 'passed', 'skipped', 'passed', 'error'];

/** Measures how long the report of a large run takes to be written and to be opened in Chromium, and the size of one with much evidence. */
export async function benchReport({
  rounds,
  directory,
  progress,
}: {
  rounds: number;
  directory: string;
  progress: Progress;
}): Promise<Section> {
  const large = join(directory, 'large');
  const rich = join(directory, 'rich');
  for (const place of [large, join(rich, 'evidence')]) await mkdir(place, { recursive: true });
  const loads = [loadavg()[0] ?? 0];
  progress.now(`report: writing ${MANY} tests`);
  const many = runOf(MANY);
  const render: number[] = [];
  for (let round = 0; round < rounds; round += 1) render.push(await secondsOf(() => writeReport(large, many)));
  progress.now(`report: writing ${WITH_EVIDENCE.tests} tests with evidence`);
  const some = runOf(WITH_EVIDENCE.tests);
  for (const { file } of some.tests.flatMap(({ evidence }) => evidence))
    await writeFile(join(rich, file), evidenceText(WITH_EVIDENCE.bytes / WITH_EVIDENCE.tests));
  const renderRich = await secondsOf(() => writeReport(rich, some));
  const sizes = { large: await sizeIn(large), rich: await sizeIn(rich) };
  progress.now('report: opening it in Chromium');
  const { open, search } = await openings(join(large, 'report.html'), rounds);
  loads.push(loadavg()[0] ?? 0);
  const row = (what: string, all: readonly number[]) => [
    what,
    seconds(percentilesOf(all).p50),
    seconds(percentilesOf(all).max),
  ];
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
  return {
    title: 'Report',
    facts: [
      `${rounds} times each, load average ${loads.map((load) => load.toFixed(1)).join(' to ')}`,
      `report.html with ${MANY} tests has ${megabytes(sizes.large)}; with ${WITH_EVIDENCE.tests} tests and ${megabytes(WITH_EVIDENCE.bytes)} of evidence ${megabytes(sizes.rich)}, written in ${seconds(renderRich)}`,
      'opened: a page of a running Chromium, from the request for the file until every row is in the list and a search has been answered',
    ],
    tables: [
      {
        title: `${MANY} tests`,
        rows: [
          ['what', 'median', 'worst'],
          row('written', render),
          row('opened', open),
          row('of it the search', search),
        ],
      },
    ],
    goals: [
      goalOf(`${MANY} tests written within ${GOALS.render} s`, Math.max(...render), GOALS.render),
      goalOf(`${MANY} tests opened within ${GOALS.open} s`, Math.max(...open), GOALS.open),
      {
        goal: `${WITH_EVIDENCE.tests} tests with evidence at most ${megabytes(GOALS.bytes)}`,
        seen: megabytes(sizes.rich),
        met: sizes.rich <= GOALS.bytes,
      },
    ],
    figures: { render, renderRich, sizes, open, search, loads },
  };
}

/** Opens a report several times. @returns seconds until it was complete and searchable, and how many of them the search took. */
async function openings(file: string, rounds: number): Promise<{ open: number[]; search: number[] }> {
  const browser = await startBrowser();
  const figures: { open: number[]; search: number[] } = { open: [], search: [] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      await using opened = await openFile(browser, file);
      const { page } = opened;
      await page
        .locator('#list li')
        .nth(MANY - 1)
        .waitFor({ state: 'attached' });
      const listed = await millisecondsIn(page);
      await page.locator('#search').fill(`service-${MANY - 1}`);
      await page.getByText(`1 of ${MANY} tests`).waitFor();
      const searched = await millisecondsIn(page);
      figures.open.push(searched / 1_000);
      figures.search.push((searched - listed) / 1_000);
    }
  } finally {
    await browser.close();
  }
  return figures;
}

/** The age of a page: since its file was asked for. */
async function millisecondsIn(page: Page): Promise<number> {
  return Number(await page.evaluate('performance.now()'));
}

/** A run with tests of each status, with causes, measurements and a piece of evidence each. */
function runOf(count: number): Results {
  const tests = Array.from({ length: count }, (_, index): TestResult => {
    const status = STATUSES[index % STATUSES.length] ?? 'passed';
    return exampleTest(
      `workloads/deployment/team-${index % 40}/service-${index}`,
      status,
      index % 400,
      1 + (index % 60),
      {
        title: `Deployment team-${index % 40}/service-${index} is rolled out`,
        measurements: [
          { id: 'settled', value: 1 + (index % 60), unit: 'seconds', budget: 120, budgetReason: 'waits.rollout' },
        ],
        evidence: [{ title: 'events', file: `evidence/${index}.txt` }],
        ...(status !== 'passed' && {
          reason: {
            code: 'WAIT_TOO_LONG',
            message: `image "registry.example/service:${index % 90}" cannot be pulled (ImagePullBackOff): not found`,
            todo: `kubectl -n team-${index % 40} describe pod service-${index}`,
            counts: 'desired 1, updated 1, total 1, available 0, unavailable 1, ready 0',
          },
        }),
      },
    );
  });
  return {
    ...exampleRun,
    plan: tests.map(({ id, area, title }) => ({ id, area, title, safety: 'read' })),
    tests,
  };
}

/** Lines of a log, as evidence has them. */
function evidenceText(bytes: number): string {
  const line = '2026-11-28T06:00:00.000Z level=info component=proxy msg="request served" status=200 path="/<id>"\n';
  return line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

async function sizeIn(directory: string): Promise<number> {
  return (await stat(join(directory, 'report.html'))).size;
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

function goalOf(goal: string, seen: number, most: number): Section['goals'][number] {
  return { goal, seen: seconds(seen), met: seen < most };
}
