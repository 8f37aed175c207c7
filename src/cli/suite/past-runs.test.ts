import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import type { Results, RunFacts } from '../../results/model.ts';
import { readResults } from '../../results/read.ts';
import { pastRuns, type Wanted } from './past-runs.ts';

const GOLDEN = new URL('../../results/golden/version-1.json', import.meta.url);
const golden = readResults(await readFile(GOLDEN, 'utf8'));
const run = (id: string, name: string, more: Partial<RunFacts> = {}): Results => ({
  ...golden,
  run: { ...golden.run, settings: [], id, cluster: { ...golden.run.cluster, name }, ...more },
});

/** The ids of the runs of a history among these, the newest first. */
async function past(wanted: Partial<Wanted>, ...runs: Results[]): Promise<string[]> {
  const stored = async function* () {
    yield { place: 'lost' };
    for (const results of runs) yield { place: results.run.id, results };
  };
  return (await pastRuns({ last: 30, ...wanted }, stored())).map((one) => one.run.id);
}

describe('The runs of a history', () => {
  const part = { selection: { selected: 1, leftOut: [{ by: 'run.focus', value: 'dns', tests: 4 }] } };

  it('are those of the cluster of the newest run, the oldest first', async () => {
    const runs = [run('4', 'a'), run('3', 'b'), run('2', 'a'), run('1', 'a')];
    expect(await past({}, ...runs)).to.deep.equal(['1', '2', '4']);
    expect(await past({ last: 2 }, ...runs)).to.deep.equal(['2', '4']);
    expect(await past({ cluster: 'b' }, ...runs)).to.deep.equal(['3']);
  });

  it('are neither partial nor dry runs', async () => {
    expect(await past({}, run('3', 'a', part), run('2', 'a', { dryRun: true }), run('1', 'a'))).to.deep.equal(['1']);
  });

  it('are each of them once, also when somebody has kept a copy; two runs that were given one id are two', async () => {
    expect(await past({}, run('2', 'a'), run('1', 'a'), run('1', 'a'))).to.deep.equal(['1', '2']);
    const later = run('ci', 'a', { startedAt: '2026-02-01T00:00:00Z' });
    expect(await past({}, later, run('ci', 'a'))).to.deep.equal(['ci', 'ci']);
  });

  it('are of one cluster where nobody named it', async () => {
    const other = run('2', 'cluster');
    other.run.cluster.uid = 'other';
    expect(await past({}, run('3', 'cluster'), other, run('1', 'cluster'))).to.deep.equal(['1', '3']);
  });

  it('have to be there', async () => {
    const error = await past({ cluster: 'c' }, run('1', 'a')).catch((thrown: Error) => thrown.message);
    expect(error).to.match(
      /^RESULTS_NOT_FOUND: none; 1 of other clusters\n {2}expected: runs in results\/ that judged the whole of cluster c\n/,
    );
  });
});
