import { expect } from 'chai';
import { listOf, refusal, type Reply } from '../../fake-api-server/fake-api-server.ts';
import { runSpecs } from './suite-run.ts';

describe('A run whose selection leaves out nothing', () => {
  it('warns of a skip that matches nothing at its start, and notes it in its results', async () => {
    const { stderr, results } = await runSpecs(
      {
        'area/one.spec.ts': `
          import { check } from 'shakedown';
          check('one', { id: 'area/one', uses: [] }, async () => {});`,
      },
      { config: { run: { skip: 'shp' } } },
    );
    const note = "--skip 'shp' matches no test: nothing is skipped";
    expect(stderr).to.include(`warning: ${note}\n`);
    expect(results.run.notes).to.deep.equal([note]);
  });

  it('warns of nothing where a spec file, a kind or an area may have what it names', async () => {
    const scope = { exclude: ['area/budgets/shop/*'] };
    const own = `
      import { check, forEach, part } from 'shakedown';
      const kind = { group: 'policy', version: 'v1', resource: 'budgets', kind: 'Budget', namespaced: true };
      const budgets = await part({ kind, id: 'area/budgets', byLabels: true, sample: {} });
      forEach(budgets, ({ metadata }, id) => check(metadata.name, { id, uses: [] }, async () => {}));`;
    const one = `
      import { check } from 'shakedown';
      check('one', { id: 'area/one', uses: [] }, async () => {});`;
    const notesOf = async (specs: Record<string, string>, run: object, reply: Reply) => {
      const routes = { '/apis/policy/v1/budgets': reply };
      const { results } = await runSpecs(specs, { routes, config: { scope, run: { skip: 'shp', ...run } } });
      return results.run.notes;
    };
    const none = listOf('1', []);
    const notes = [
      "--skip 'shp' matches no test: nothing is skipped",
      "scope.exclude has 'area/budgets/shop/*' in it, which matches no object",
    ];
    expect(await notesOf({ 'area/own.spec.ts': own, 'other/one.spec.ts': '' }, {}, none)).to.deep.equal(notes);
    const forbidden = refusal(403, '/apis/policy/v1/budgets');
    expect(await notesOf({ 'area/own.spec.ts': own }, {}, forbidden), 'a kind').to.equal(undefined);
    const broken = `${own} throw new Error('no luck');`;
    expect(await notesOf({ 'area/own.spec.ts': broken }, {}, none), 'a spec file').to.equal(undefined);
    const areas = { 'area/own.spec.ts': own, 'area/one.spec.ts': one, 'other/one.spec.ts': '' };
    expect(await notesOf(areas, { targets: ['area'] }, none), 'an area').to.equal(undefined);
  });
});
