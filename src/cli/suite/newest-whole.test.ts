import { expect } from 'chai';
import type { Results } from '../../results/model.ts';
import type { LostRun, StoredRun } from '../../stored-runs/runs-in.ts';
import { newestWhole } from './newest-whole.ts';

const facts = { suiteVersion: '1', configDigest: '0', settings: [], dryRun: false, cluster: { name: 'c', nodes: [] } };
const run = (id: string, more: Partial<Results['run']> = {}, area = 'workloads'): StoredRun => ({
  place: `results/${id}`,
  results: {
    schemaVersion: 1,
    run: { id, startedAt: '2026-01-01T00:00:00Z', ...facts, ...more },
    plan: [{ id: `${area}/a`, area, title: 'a', safety: 'own' }],
    tests: [],
  },
});
const selected = (...leftOut: NonNullable<Results['run']['selection']>['leftOut']) => ({
  selection: { selected: 1, leftOut },
});
/** A run whose runner ended before it wrote anything. */
const unknown = (id: string): StoredRun => {
  const { place, results } = run(id);
  const { settings: _, ...beginning } = results.run;
  return { place, results: { ...results, run: beginning } };
};
const passed = ({ place, results }: StoredRun): StoredRun => {
  const common = { status: 'passed' as const, durationSeconds: 1, attempts: 1, measurements: [], evidence: [] };
  const tests = results.plan.map((planned) => ({ ...planned, ...common }));
  return { place, results: { ...results, tests, run: { ...results.run, endedAt: '2026-01-01T00:01:00Z' } } };
};
const load = (id: string) => run(id, {}, 'loadtest');

/** What is chosen among stored runs, the newest first. */
async function chosen(...runs: (LostRun | StoredRun)[]) {
  async function* stored() {
    yield* runs;
  }
  const { place, note } = await newestWhole(stored());
  return `${place}${note}`;
}
const refusal = (...runs: (LostRun | StoredRun)[]) =>
  chosen(...runs).then(
    () => 'it was chosen',
    (error: unknown) => (error as Error).message.split('\n', 1)[0],
  );

describe('The newest run that judged the whole cluster', () => {
  it('is never a load test, which judges no cluster', async () => {
    expect(await chosen(load('c'), load('b'), run('a', selected()))).to.equal(
      'results/a; newer, but load tests: results/c, results/b',
    );
    expect(await chosen(load('b'), run('a'))).to.equal('results/a; newer, but a load test: results/b');
    const focus = selected({ by: 'run.focus', value: 'dns/' });
    expect(await chosen(load('c'), run('b', focus), run('a'))).to.equal(
      'results/a; newer, but partial: results/b (--focus dns/); newer, but a load test: results/c',
    );
    expect(await chosen(load('b'), run('a', focus))).to.equal('results/a; newer, but a load test: results/b');
  });

  it('is no pass of which it is not known what it selected', async () => {
    expect(await chosen(passed(unknown('b')), run('a'))).to.equal(
      'results/a; newer, but perhaps partial: results/b (what it selected is not known)',
    );
    const focus = selected({ by: 'run.focus', value: 'dns/' });
    expect(await chosen(passed(unknown('c')), run('b', focus), run('a', selected()))).to.equal(
      'results/a; newer, but partial: results/b (--focus dns/); newer, but perhaps partial: results/c (what it selected is not known)',
    );
    for (const others of [[], [passed(unknown('a'))], [run('a', focus)]])
      expect(await refusal(passed(unknown('b')), ...others)).to.match(
        /^RESULTS_ONLY_PARTIAL: no run is known to be whole: results\/b \(what it selected is not known\)/,
      );
  });

  it('is one that ended before it wrote what it selected, which an older pass must not hide', async () => {
    expect(await chosen(unknown('b'), passed(run('a')))).to.equal('results/b');
    expect(await chosen(unknown('b'))).to.equal('results/b');
  });

  it('is none when there are only load tests', async () => {
    expect(await refusal(load('b'))).to.equal(
      'RESULTS_NOT_FOUND: no run in results/ that judged a cluster, only load tests: results/b',
    );
  });

  it('does not hide that a newer one has no results', async () => {
    const lost = { place: 'results/b' };
    expect(await chosen(lost, run('a'))).to.equal('results/a; newer, but without results: results/b');
    const focus = selected({ by: 'run.focus', value: 'dns/' });
    const older = { place: 'results/0' };
    expect(await chosen(lost, run('a', focus), older)).to.equal('results/a; newer, but without results: results/b');
    expect(await chosen({ place: 'results/a-new' }, run('ci-2', focus), { place: 'results/z-old' })).to.equal(
      'results/ci-2; newer, but without results: results/a-new',
    );
    expect(await refusal(lost)).to.equal(
      'RESULTS_NOT_FOUND: no run in results/ that judged a cluster, without results: results/b',
    );
  });

  it('may be a run of the suite that has planned load tests alone', async () => {
    expect(await chosen(run('a', selected(), 'loadtest'))).to.equal('results/a');
  });
});
