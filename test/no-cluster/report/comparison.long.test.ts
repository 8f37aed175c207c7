import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { exampleComparison } from '../../../src/publish/comparison/example-comparison.fixture.ts';
import { comparisonHtml } from '../../../src/publish/comparison/html.ts';
import { exampleHistory } from '../../../src/publish/history/example-history.fixture.ts';
import { historyHtml } from '../../../src/publish/history/html.ts';
import { accessibilityFaults, openFile, startBrowser } from './browser.ts';

describe('The comparison and the history of runs in a browser', function () {
  this.timeout(120_000);
  let directory: string;
  let browser: Browser;
  const file = () => join(directory, 'comparison.html');
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'comparison-'));
    await writeFile(file(), comparisonHtml(exampleComparison));
    await writeFile(join(directory, 'history.html'), historyHtml(exampleHistory, 'staging'));
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    await rm(directory, { recursive: true });
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1_280, 360])
      it(`has no fault that axe finds, fits, and asks no network: ${colorScheme}, ${width} pixels`, async () => {
        await using opened = await openFile(browser, file(), { colorScheme, viewport: { width, height: 800 } });
        const { page, requests, messages } = opened;
        await page.getByText('2 cannot be told yet').click();
        expect(await page.locator('main').innerText()).to.include('cannot tell yet (about 3 more runs)');
        expect(await accessibilityFaults(page)).to.deep.equal([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
        await page.getByRole('button', { name: /theme/ }).click();
        expect(await page.evaluate('document.documentElement.dataset.theme')).to.not.equal(colorScheme);
        expect([requests, messages]).to.deep.equal([[], []]);
      });

  for (const width of [1_280, 360])
    it(`has no fault that axe finds, and fits, as a history: ${width} pixels`, async () => {
      const options = { viewport: { width, height: 800 } };
      await using opened = await openFile(browser, join(directory, 'history.html'), options);
      const { page, requests, messages } = opened;
      expect(await page.locator('h1').innerText()).to.equal('History of staging');
      expect(await accessibilityFaults(page)).to.deep.equal([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
      expect([requests, messages]).to.deep.equal([[], []]);
    });
});
