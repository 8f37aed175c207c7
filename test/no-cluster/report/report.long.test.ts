import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { exampleEvidence, exampleRun, exampleTest } from '../../../src/publish/charts/example-run.fixture.ts';
import { writeReport } from '../../../src/publish/html/write-report.ts';
import { exampleHistory } from '../../../src/publish/history/example-history.fixture.ts';
import type { History } from '../../../src/results/history/history.ts';
import type { Results } from '../../../src/results/model.ts';
import { accessibilityFaults, openFile, startBrowser } from './browser.ts';

const HOSTILE = `</script><script>document.title='owned'</script><img src=x onerror="document.title='owned'">"'&`;

/** A run in which every text of the cluster tries to become markup. */
function hostileRun(): Results {
  const id = `a/${HOSTILE}`;
  const test = exampleTest(id, 'failed', 1, 2, {
    ...{ area: HOSTILE, title: HOSTILE, notes: [HOSTILE] },
    reason: { code: 'X', message: HOSTILE, todo: HOSTILE, counts: HOSTILE, detail: HOSTILE },
    measurements: [{ id: HOSTILE, value: 1, unit: 'seconds', budget: 2, budgetReason: HOSTILE }],
    evidence: [
      { title: HOSTILE, file: 'evidence/hostile.txt' },
      { title: 'elsewhere', file: 'javascript:document.title="owned"' },
    ],
  });
  const { run } = exampleRun;
  return {
    ...exampleRun,
    run: { ...run, cluster: { ...run.cluster, name: HOSTILE }, notes: [HOSTILE], criticalPath: { tests: [id] } },
    plan: [{ id, area: HOSTILE, title: HOSTILE, group: HOSTILE, safety: 'read' }],
    tests: [test],
  };
}

describe('The report in a browser', function () {
  this.timeout(180_000);
  let directory: string;
  let browser: Browser;
  const fileOf = (name: string) => join(directory, name, 'report.html');
  const store = async (name: string, results: Results, evidence: ReadonlyMap<string, string>, history?: History) => {
    for (const [file, text] of evidence) {
      await mkdir(join(directory, name, dirname(file)), { recursive: true });
      await writeFile(join(directory, name, file), text);
    }
    await writeReport(join(directory, name), results, history);
  };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'report-'));
    await store('example', exampleRun, exampleEvidence, exampleHistory);
    await store('hostile', hostileRun(), new Map([['evidence/hostile.txt', HOSTILE]]));
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await rm(directory, { recursive: true });
  });

  it('opens from a disk, asks no network, and breaks no rule of its own policy', async () => {
    await using opened = await openFile(browser, fileOf('example'));
    expect(await opened.page.locator('h1').innerText()).to.match(/^failed$/i);
    expect(await opened.page.title()).to.equal('failed · staging, run 20261128-060000-mnjv');
    await opened.page.getByRole('button', { name: 'Dark theme' }).click();
    expect([opened.requests, opened.messages]).to.deep.equal([[], []]);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1_280, 360])
      it(`has no fault that axe finds, and fits: ${colorScheme}, ${width} pixels`, async () => {
        const test = '#test=autoscaling%2Funder-load%2Fsidecar';
        for (const hash of ['', test]) {
          await using opened = await openFile(browser, fileOf('example'), {
            ...{ colorScheme, hash, viewport: { width, height: 800 } },
          });
          expect(await accessibilityFaults(opened.page)).to.deep.equal([]);
          expect(await opened.page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
        }
      });

  it('prints dark on white, whatever the theme of the screen', async () => {
    await using opened = await openFile(browser, fileOf('example'), { colorScheme: 'dark' });
    const { page } = opened;
    const colours =
      'Object.values((({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body)))';
    const onScreen = await page.evaluate(colours);
    for (const theme of ['of the system', 'chosen']) {
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate(colours), theme).to.deep.equal(['rgb(29, 36, 48)', 'rgb(255, 255, 255)']);
      expect(await accessibilityFaults(page), theme).to.deep.equal([]);
      await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
      if (theme === 'chosen') break;
      await page.getByRole('button', { name: 'Dark theme' }).click();
    }
    expect(await page.evaluate(colours)).to.deep.equal(onScreen);
  });

  it('finds tests by words, status and area, and says how many', async () => {
    await using opened = await openFile(browser, fileOf('example'));
    const { page } = opened;
    const shown = async () => [
      await page.locator('#shown').innerText(),
      ...(await page.locator('#list .id').allInnerTexts()),
    ];
    expect((await shown())[0]).to.equal('29 of 29 tests');
    await page.keyboard.press('/');
    await page.keyboard.type('memory TEAM-C');
    expect(await shown()).to.deep.equal(['1 of 29 tests', 'workloads/statefulset/team-c/db']);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.getByLabel('Area').selectOption('storage');
    await page.getByRole('checkbox', { name: 'skipped' }).uncheck();
    expect(await shown()).to.deep.equal(['1 of 29 tests', 'storage/volumes']);
    await page.goto(`file://${fileOf('example')}#status=failed`);
    await page.getByLabel('Area').selectOption('');
    expect((await shown()).slice(0, 2)).to.deep.equal(['3 of 29 tests', 'workloads/deployment/team-a/web']);
  });

  it('shows one test by its address, with its cause and its evidence, and the way back', async () => {
    await using opened = await openFile(browser, fileOf('example'), {
      hash: '#test=workloads%2Fdeployment%2Fteam-a%2Fweb',
    });
    const { page } = opened;
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('Deployment team-a/web is rolled out');
    expect(await page.locator('#overview').isVisible()).to.equal(false);
    expect(await page.locator('#test').innerText()).to.include('kubectl -n team-a describe pod web-6f9c7d5b8-x2xkq');
    await page.getByText('events', { exact: true }).click();
    expect(await page.locator('#test pre').last().innerText()).to.include('Back-off pulling image');
    await page.getByRole('link', { name: 'All tests', exact: true }).last().click();
    expect(await page.locator('#overview').isVisible()).to.equal(true);
  });

  it('is worked by the keyboard alone', async () => {
    await using opened = await openFile(browser, fileOf('example'));
    const { page } = opened;
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('Skip to the verdict');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).to.equal('main');
    await page.keyboard.press('/');
    await page.keyboard.type('own-metric');
    for (const _ of exampleRun.tests) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.className')) === 'row') break;
    }
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('a metric of a pod is in Prometheus');
  });

  it('turns no text of a cluster into markup', async () => {
    await using opened = await openFile(browser, fileOf('hostile'));
    const { page } = opened;
    await page.locator('#list a').click();
    await page.locator('#test summary').last().click();
    expect(await page.locator('#test h1').innerText()).to.equal(HOSTILE);
    expect(await page.locator('#test pre').last().innerText()).to.equal(HOSTILE);
    expect(await page.locator('img, iframe, object, script:not(#data):not(:last-of-type)').count()).to.equal(0);
    const links = await page.evaluate(
      "[...document.querySelectorAll('#test .piece a')].map(({ protocol }) => protocol)",
    );
    expect(new Set(links as string[])).to.deep.equal(new Set(['file:']));
    expect(await page.title()).to.not.equal('owned');
    expect([opened.requests, opened.messages]).to.deep.equal([[], []]);
  });

  it('has verdict, causes and measurements without JavaScript', async () => {
    await using opened = await openFile(browser, fileOf('example'), { javaScriptEnabled: false });
    const text = await opened.page.locator('main').innerText();
    for (const one of [
      '3 failed, 1 error',
      'Insufficient memory',
      'there is no StorageClass',
      'metrics window 60 s',
      'need JavaScript',
    ])
      expect(text).to.include(one);
    expect(await opened.page.locator('#filter').isVisible()).to.equal(false);
  });
});
