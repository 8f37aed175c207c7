import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { guardTests } from './guard-tests.ts';

const TESTS = resolve(import.meta.dirname, '../../../workloads/locust/tests');

describe('The guard in the load generators', () => {
  for (const [what, own] of [
    ['that start whole platforms', true],
    ['of its parts', false],
  ] as const)
    it(`passes its own tests with the Locust of the image, those ${what}`, async () => {
      const modules: string[] = [];
      for (const name of (await readdir(TESTS)).filter((file) => /^test_.*\.py$/.test(file)).toSorted()) {
        const text = await readFile(join(TESTS, name), 'utf8');
        if (text.includes('platform_processes') === own) modules.push(`tests.${name.replace(/\.py$/, '')}`);
      }
      const { exitCode, all } = await guardTests(['--verbose', '--buffer', ...modules]);
      expect(exitCode, all).to.equal(0);
      expect(all).to.match(/^Ran [1-9]\d* tests in /m);
    });
});
