import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { guardTests } from './guard-tests.ts';

const TESTS = resolve(import.meta.dirname, '../../../workloads/locust/tests');

/**
 * Asserts that the guard in the load generators passes its own tests, with the Locust of the image.
 * @param startPlatforms whether those that start whole platforms, or those of its parts.
 */
export async function expectGuardPasses({ startPlatforms }: { startPlatforms: boolean }): Promise<void> {
  const modules: string[] = [];
  for (const name of (await readdir(TESTS)).filter((file) => /^test_.*\.py$/.test(file)).toSorted()) {
    const text = await readFile(join(TESTS, name), 'utf8');
    if (text.includes('platform_processes') === startPlatforms) modules.push(`tests.${name.replace(/\.py$/, '')}`);
  }
  const { exitCode, all } = await guardTests(['--verbose', '--buffer', ...modules]);
  expect(exitCode, all).to.equal(0);
  expect(all).to.match(/^Ran [1-9]\d* tests in /m);
}
