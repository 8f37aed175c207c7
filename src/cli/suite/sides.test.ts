import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import type { Results, RunFacts } from '../../results/model.ts';
import { readResults } from '../../results/read.ts';
import { sidesOf, type Asked } from './sides.ts';

const GOLDEN = new URL('../../results/golden/version-1.json', import.meta.url);
const golden = readResults(await readFile(GOLDEN, 'utf8'));

/** A run of a day of January. */
function run(day: number, more: Partial<RunFacts> = {}): Results {
  const { interruption: _, trouble: __, ...facts } = golden.run;
  const startedAt = `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  return { ...golden, run: { ...facts, startedAt, endedAt: startedAt, id: `run-${day}`, ...more } };
}
const red = (day: number): Results => ({
  ...run(day),
  tests: golden.tests.map((one) => ({ ...one, status: 'failed' })),
});

/** The ids of the sides, among these runs, the oldest first. */
async function sides(asked: Partial<Asked>, ...runs: Results[]): Promise<Record<string, string[]>> {
  const newest = runs.toReversed();
  const found = await sidesOf(
    { lastGreen: false, history: true, ...asked },
    {
      named: async (name) => {
        const one = name === undefined ? newest[0] : runs.find(({ run: { id } }) => id === name);
        if (!one) throw new Error(`no run ${name}`);
        return one;
      },
      all: async function* () {
        for (const results of newest) yield { place: results.run.id, results };
        yield { place: 'lost' };
      },
    },
  );
  return Object.fromEntries(Object.entries(found).map(([side, all]) => [side, all.map((one: Results) => one.run.id)]));
}
const refused = async (asked: Partial<Asked>, ...runs: Results[]) =>
  await sides(asked, ...runs).then(
    () => 'taken',
    (error: Error) => error.message,
  );

describe('The sides of a comparison', () => {
  it('are not one run twice: nothing would have changed', async () => {
    for (const asked of [
      { before: 'run-1', after: 'run-1' },
      { before: 'run-1,run-1', after: 'run-2' },
    ])
      expect(await refused(asked, run(1), run(2))).to.match(/^COMPARE_SIDES: run run-1 was named twice\n/);
  });

  it('have each earlier run once, also when somebody has kept a copy', async () => {
    const all = [run(1), run(1), run(2), run(3)];
    expect((await sides({ before: 'run-2', after: 'run-3' }, ...all))['history']).to.deep.equal(['run-1', 'run-2']);
  });

  it('are the runs that were named, the oldest first, and the earlier ones of the cluster', async () => {
    const elsewhere = run(2, { cluster: { ...golden.run.cluster, name: 'production' } });
    const all = [run(1), elsewhere, run(3), run(4), run(5), run(6)];
    expect(await sides({ before: 'run-4, run-3', after: 'run-5' }, ...all)).to.deep.equal({
      ...{ before: ['run-3', 'run-4'], after: ['run-5'], history: ['run-1', 'run-3', 'run-4'] },
    });
    expect((await sides({ before: 'run-3', after: 'run-5', history: false }, ...all)).history).to.deep.equal([]);
  });

  it('have no run in their history that came after those before: it may show the change already', async () => {
    const all = [run(1), run(2), run(3), run(4)];
    expect((await sides({ before: 'run-2', after: 'run-4' }, ...all)).history).to.deep.equal(['run-1', 'run-2']);
  });

  it('are the last run that passed, and the newest or the one that is named', async () => {
    const all = [run(1), red(2), run(3), red(4)];
    expect(await sides({ lastGreen: true, history: false }, ...all)).to.deep.equal({
      ...{ before: ['run-3'], after: ['run-4'], history: [] },
    });
    expect((await sides({ lastGreen: true, before: 'run-3' }, ...all)).before).to.deep.equal(['run-1']);
  });

  it('are no run that selected something else', async () => {
    const part = run(3, { selection: { selected: 1, leftOut: [{ by: 'run.focus', value: 'dns', tests: 4 }] } });
    expect((await sides({ lastGreen: true }, run(2), part, red(4))).before).to.deep.equal(['run-2']);
    expect(await refused({ lastGreen: true }, part, red(4))).to.match(/^RESULTS_NOT_FOUND: none of the 1 earlier ones/);
  });

  it('have to be named, and have to have judged a cluster', async () => {
    expect(await refused({}, run(1))).to.match(
      /^COMPARE_SIDES: no run was named\n {2}expected: the runs before a change and those after it/,
    );
    expect(await refused({ before: 'run-1' }, run(1))).to.match(/^COMPARE_SIDES: only one side was named/);
    expect(await refused({ before: 'run-1', after: 'run-1', lastGreen: true }, run(1))).to.match(
      /^COMPARE_SIDES: two sides were named/,
    );
    const dry = run(2, { dryRun: true });
    expect(await refused({ before: 'run-1', after: 'run-2' }, run(1), dry)).to.match(
      /^COMPARE_SIDES: run run-2 is a dry run/,
    );
  });
});
