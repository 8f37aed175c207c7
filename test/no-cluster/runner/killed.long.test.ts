import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { chanceOf } from '../../../src/results/compare/generated-pairs.fixture.ts';
import { readResults } from '../../../src/results/read.ts';
import { verdict } from '../../../src/results/verdict.ts';
import { readJournal } from '../../../src/run/record/journal-records.ts';
import { storedResults } from '../../../src/sonobuoy/stored/stored-results.ts';
import { startSuite, type SuiteRun } from './suite-run.ts';

const KILLS = 30;
const SEED = 20_261_128;
/** A check every few milliseconds, each of which measures something. */
const SPECS = {
  'area/many.spec.ts': `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { check } from 'shakedown';
    for (let number = 0; number < 60; number += 1)
      check('check ' + number, { id: 'area/' + number, uses: [] }, async ({ measure }) => {
        measure({ id: 'number', value: number, unit: 'count' });
        await sleep(20);
      });`,
};
const CONFIG = { config: { run: { concurrency: 1 } } };

describe(`A run that is killed at ${KILLS} random moments`, function () {
  this.timeout(1_800_000);

  it('is incomplete each time, and what it had measured is there', async () => {
    const length = await lengthOfRun();
    const chance = chanceOf(SEED);
    const measured: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      await using run = await startSuite(SPECS, CONFIG);
      // The process is up for a while before the first check begins, and most moments should be later.
      if (kill % 5 !== 0) await run.untilPrinted('area/0');
      await sleep(chance.even() * length * 0.8);
      run.child.kill('SIGKILL');
      await run.ended;
      measured.push(await assertNothingLost(run));
    }
    const some = measured.filter((count) => count > 0 && count < 60).length;
    expect(some, `tests that were measured at the kills: ${measured.join(' ')}`).to.be.at.least(KILLS / 2);
  });

  /** The time from the first check to the end, in milliseconds. */
  async function lengthOfRun(): Promise<number> {
    await using run = await startSuite(SPECS, CONFIG);
    await run.untilPrinted('area/0');
    const start = performance.now();
    expect(await run.ended).to.equal(0);
    return performance.now() - start;
  }

  /** @returns how many tests had ended. */
  async function assertNothingLost({ resultsDir }: SuiteRun): Promise<number> {
    const journal = await readFile(join(resultsDir, 'journal.ndjson'), 'utf8').catch(() => '');
    const { records } = readJournal(journal);
    const ended = records.flatMap((record) => (record.type === 'test' ? [record.test] : []));
    if (!records.some(({ type }) => type === 'run')) return 0;
    const { text = '' } = await storedResults(resultsDir);
    const results = readResults(text);
    for (const test of ended) expect(results.tests.find(({ id }) => id === test.id)).to.deep.equal(test);
    const isDone = records.some(({ type }) => type === 'end');
    expect(verdict(results).word).to.equal(isDone ? 'passed' : 'incomplete');
    return ended.length;
  }
});
