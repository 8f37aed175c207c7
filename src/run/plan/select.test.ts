import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import type { Safety } from '../../authoring/check-options.ts';
import { select, selectAreas, type Selectable } from './select.ts';

const check = (id: string, title: string, safety: Safety = 'read'): Selectable => ({
  id,
  title,
  safety,
  area: id.split('/', 1)[0] ?? '',
});
const checks = [
  check('workloads/deployment/shop/web', 'the shop is up'),
  check('workloads/deployment/shop/db', 'the database is up', 'own'),
  check('nodes/drain', 'a node can be drained', 'disruptive'),
];
const areas = new Set(['workloads', 'nodes', 'dns', 'mine']);
const selecting = (run: object, from: readonly Selectable[] = checks) =>
  select(from, configSchema.parse({ run }).run, areas);
const selected = (run: object, from?: readonly Selectable[]) => selecting(run, from).checks.map(({ id }) => id);
const codeOf = (body: () => unknown): string => {
  try {
    body();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

describe('Selection', () => {
  it('selects all safe checks', () => {
    expect(selected({})).to.deep.equal(['workloads/deployment/shop/web', 'workloads/deployment/shop/db']);
  });

  it('selects disruptive checks only when the configuration allows them', () => {
    expect(selected({ disruptive: true })).to.have.length(3);
  });

  it('focuses by id or by title, and skips by either', () => {
    expect(selected({ focus: 'shop/web' })).to.deep.equal(['workloads/deployment/shop/web']);
    expect(selected({ focus: 'database' })).to.deep.equal(['workloads/deployment/shop/db']);
    expect(selected({ focus: 'shop', skip: '.*base' })).to.deep.equal(['workloads/deployment/shop/web']);
    expect(selected({ skip: '/(web|db)$' })).to.deep.equal([]);
  });

  it('says when a skip matches nothing, also of what the focus leaves out, and no area', () => {
    const isVain = (run: object) => selecting(run).skipIsVain;
    expect(isVain({ skip: 'shp' })).to.equal(true);
    expect([{}, { skip: 'shop' }, { skip: 'db', focus: 'web' }, { skip: 'dns' }].map(isVain)).to.deep.equal([
      ...[false, false, false, false],
    ]);
  });

  it('names the id that a focus is near to, when it matches nothing', () => {
    const todo = (focus: string) => /do: {7}(.*)/.exec(codeOf(() => selected({ focus })))?.[1];
    expect(todo('shp')).to.equal('did you mean --focus shop? list the tests with --dry-run and no focus');
    expect(todo('deployment/shpo/web')).to.match(/^did you mean --focus deployment\/shop\/web\? /);
    expect(todo('nothing of the sort')).to.equal('list the tests with --dry-run and no focus');
  });

  it('counts what each setting leaves out, each check once', () => {
    expect(selecting({ focus: 'shop', skip: 'web' }).leftOut).to.deep.equal({
      rerun: 0,
      focus: 1,
      skip: 1,
      disruptive: 0,
    });
    expect(selecting({ skip: 'shop' }).leftOut).to.deep.equal({ rerun: 0, focus: 0, skip: 2, disruptive: 1 });
    expect(selecting({ disruptive: true }).leftOut).to.deep.equal({ rerun: 0, focus: 0, skip: 0, disruptive: 0 });
  });

  it('always selects the errors of spec files: a check that the focus names may be in a file that does not load', () => {
    const fault = new Error('no luck');
    const broken = { ...check('mine/spec/broken.spec.ts', 'the spec file mine/broken.spec.ts loads'), fault };
    const ids = (run: object) => selected(run, [...checks, broken]);
    expect(ids({ focus: 'shop/web' })).to.deep.equal(['workloads/deployment/shop/web', 'mine/spec/broken.spec.ts']);
    expect(ids({ focus: 'mine/wanted' })).to.deep.equal(['mine/spec/broken.spec.ts']);
    expect(ids({ skip: '.*' })).to.deep.equal(['mine/spec/broken.spec.ts']);
    expect(codeOf(() => ids({ focus: 'drain' }))).to.contain("'drain' matches only disruptive tests (1)");
  });

  it('refuses a focus that matches nothing', () => {
    expect(codeOf(() => selected({ focus: 'shoop' }))).to.equal(
      "FOCUS_MATCHES_NOTHING: the focus 'shoop' matches no test\n  expected: focus to match the id or the title of a test\n" +
        '  do:       did you mean --focus shop? list the tests with --dry-run and no focus',
    );
  });

  it('says what is skipped, when this leaves no check of the focus', () => {
    expect(codeOf(() => selected({ focus: 'shop', skip: 'is up$' }))).to.contain(
      "'shop' matches no test, apart from what 'is up$' skips",
    );
  });

  it('says so when a focus matches only disruptive checks', () => {
    expect(codeOf(() => selected({ focus: 'drain' }))).to.equal(
      "FOCUS_MATCHES_NOTHING: the focus 'drain' matches only disruptive tests (1), which are not allowed\n  expected: focus to match the id or the title of a test\n" +
        '  do:       set run.disruptive, if the cluster may be disturbed',
    );
  });

  it('selects all areas when none is named, and workloads for apps', () => {
    expect([...selectAreas([], ['nodes', 'workloads'])]).to.deep.equal(['nodes', 'workloads']);
    expect([...selectAreas(['apps'], ['nodes', 'workloads'])]).to.deep.equal(['workloads']);
  });

  it('refuses an unknown area', () => {
    expect(codeOf(() => selectAreas(['worklods'], ['nodes', 'workloads', 'nodes']))).to.equal(
      "TARGET_UNKNOWN: there is no area 'worklods'\n  expected: targets that have specs\n  do:       choose from: nodes, workloads",
    );
  });
});
