import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { findProgram, SYSTEM_DIRECTORIES } from '../../../scripts/bootstrap/find-program.mjs';

/** Starts Debian's Chromium, without a window. @throws Error when it is not installed */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findProgram('chromium', process.env['PATH'], SYSTEM_DIRECTORIES);
  if (executablePath === undefined) throw new Error('chromium is not installed: apt-get install chromium');
  // It has no sandbox as root, which the other tests need; it opens only pages of these tests.
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A page of a browser, and what went wrong in it. */
export interface OpenPage extends AsyncDisposable {
  page: Page;
  /** Addresses that it asked for, besides its own. */
  requests: string[];
  /** Messages of the console and errors of scripts, such as violations of the content security policy. */
  messages: string[];
}

/** Opens a file. @param hash of its address: `#test=…`. */
export async function openFile(
  browser: Browser,
  file: string,
  { hash = '', ...options }: BrowserContextOptions & { hash?: string } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, ...options });
  const page = await context.newPage();
  const [requests, messages]: string[][] = [[], []];
  const url = `file://${file}`;
  page.on('request', (request) => {
    if (request.url().split('#', 1)[0] !== url) requests?.push(request.url());
  });
  page.on('console', (message) => messages?.push(message.text()));
  page.on('pageerror', (error) => messages?.push(String(error)));
  await page.goto(`${url}${hash}`);
  return { page, requests: requests ?? [], messages: messages ?? [], [Symbol.asyncDispose]: () => context.close() };
}

/** WCAG 2.2 AA, and the good practice of headings and landmarks. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong in a page, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
       violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`,
  );
  return found as string[];
}
