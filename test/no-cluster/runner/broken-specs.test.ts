import { expect } from 'chai';
import { runSpecs, type EndedRun } from './suite-run.ts';

const check = (name: string, body: string) => `check('${name}', { id: 'area/${name}', uses: [] }, ${body});`;
const file = (...lines: string[]) => [`import { check } from 'shakedown';`, ...lines].join('\n');
const soon = (milliseconds: number) => `() => new Promise((resolve) => setTimeout(resolve, ${milliseconds}))`;

/** Files that cannot be loaded. */
const UNLOADABLE = {
  'does-not-parse': 'const = 1;',
  throws: 'throw new Error("no luck");',
  'throws-nothing': 'throw undefined;',
  'imports-what-is-not-there': 'import "./missing.ts";',
  'has-syntax-that-cannot-be-stripped': 'enum A { B }',
  'throws-in-a-describe': 'describe("x", () => { throw new Error("no luck"); });',
  'rejects-at-its-top': 'await Promise.reject(new Error("no luck"));',
  'has-a-describe-only': 'describe.only("x", () => {});',
  'has-an-it-only': 'it.only("x", () => {});',
  'has-a-describe-skip': 'describe.skip("x", () => { it("y", () => {}); });',
};

const OTHERS = {
  good: file(check('good', 'async () => {}')),
  'throws-late': file(check('lost', 'async () => {}'), 'throw new Error("no luck");'),
  'misnamed-kind': `
    import { part } from 'shakedown';
    const kind = { group: 'policy', version: 'v1', resource: 'budgets', kind: 'Budget', namespaced: true };
    await part({ kind, id: 'other/budget', byLabels: true, sample: {} });`,
  misnamed: file(`check('one', { id: 'aera/one', uses: [] }, async () => {});`),
  'with-rights-alone': file(
    `check('one', { id: 'area/rights', uses: [{ group: '', resource: 'pods', verbs: ['get'], scope: 'cluster' }] }, async () => {});`,
  ),
  'with-a-right-no-role-grants': file(
    `const nodes = { group: '', resource: 'nodes', verbs: ['get'], scope: 'workloads' };`,
    `check('one', { id: 'area/right', uses: [{ rights: [], uses: [{ rights: [nodes] }] }] }, async () => {});`,
  ),
  'without-rights': file(`check('one', { id: 'area/without' }, async () => {});`),
  'with-use': file(`check('one', { id: 'area/use', use: [], safty: 'own' }, async () => {});`),
  'with-numbers': file(`check('one', { id: 1, uses: {} }, async () => {});`),
  twice: file(check('twice', 'async () => {}'), check('twice', 'async () => { throw 1; }')),
  plain: 'describe("x", () => { it("y", () => {}); it.skip("z", () => {}); });',
  'set-up': file(
    `describe('x', () => {`,
    `before('open the door', () => { throw new Error('no key'); });`,
    check('behind-1', 'async () => {}'),
    `describe('y', () => ${check('behind-2', 'async () => {}').replace(';', '')});`,
    `});`,
  ),
  'tear-down': file(`after(() => { throw new Error('no key'); });`, check('before-it', 'async () => {}')),
  hooks: file(
    `const steps = [];`,
    `const been = (...all) => { if (steps.join() !== all.join()) throw new Error(steps.join()); };`,
    `before(() => { steps.push('before'); });`,
    `beforeEach(() => { steps.push('each'); });`,
    check('hooks-1', `async () => { been('before', 'each'); steps.push('one'); }`),
    check('hooks-2', `async () => { been('before', 'each', 'one', 'each'); }`),
  ),
  rejection: file(check('forgets', `async () => { Promise.reject(new Error('forgotten')); await (${soon(20)})(); }`)),
  exception: file(
    check('throws-later', `async () => { setTimeout(() => { throw new Error('late'); }, 5); }`),
    check('beside-it', soon(200)),
  ),
  'zz-belated': file(`setTimeout(() => ${check('belated', 'async () => {}').replace(';', '')}, 50);`),
};

describe('A broken spec file is a named error, and the other files run', function () {
  this.timeout(60_000);
  let run: EndedRun;
  before(async () => {
    const sources = { ...UNLOADABLE, ...OTHERS };
    run = await runSpecs(
      Object.fromEntries(Object.entries(sources).map(([name, source]) => [`area/${name}.spec.ts`, source])),
    );
  });
  const ended = (id: string) => [run.test(id).status, run.test(id).reason?.code];
  const said = (id: string) => run.test(id).reason?.message;

  it('so the run is incomplete, with all other checks in it', () => {
    expect(run.exit).to.equal(4);
    expect(ended('area/good')).to.deep.equal(['passed', undefined]);
  });

  for (const name of Object.keys(UNLOADABLE))
    it(`when it ${name.replaceAll('-', ' ')}`, () => {
      expect(ended(`area/spec/${name}.spec.ts`)).to.deep.equal(['error', 'SPEC_UNLOADABLE']);
    });

  it('when it fails after it has registered checks, which are reported as lost', () => {
    expect(said('area/spec/throws-late.spec.ts')).to.equal(
      'no luck; 1 checks that it had registered are not run; expected: the spec file area/throws-late.spec.ts to load',
    );
    expect(run.results.plan.map(({ id }) => id)).not.to.include('area/lost');
  });

  it('when an id does not begin with the area', () => {
    expect(ended('area/spec/misnamed.spec.ts')).to.deep.equal(['error', 'SPEC_ID']);
  });

  it('when `uses` of a check contains something that is neither a condition nor an instrument', () => {
    expect(ended('area/spec/with-rights-alone.spec.ts')).to.deep.equal(['error', 'SPEC_OPTIONS']);
    expect(said('area/spec/with-rights-alone.spec.ts')).to.equal(
      "uses[0] of check('one', …) is neither: it has no rights; expected: each check to name the conditions and instruments that it uses",
    );
  });

  it('when a check needs a right that no role can grant', () => {
    expect(ended('area/spec/with-a-right-no-role-grants.spec.ts')).to.deep.equal(['error', 'SPEC_RIGHT']);
    expect(said('area/spec/with-a-right-no-role-grants.spec.ts')).to.equal(
      'nodes are not in a namespace; expected: a permission on objects outside of namespaces to have the scope of the cluster',
    );
  });

  it('when the id of a kind that it adds does not begin with the area', () => {
    expect(ended('area/spec/misnamed-kind.spec.ts')).to.deep.equal(['error', 'SPEC_ID']);
    expect(said('area/spec/misnamed-kind.spec.ts')).to.equal(
      "'other/budget' in the area 'area'; expected: the id of a kind to begin with the directory of its file, its area",
    );
  });

  it('when a check has no `uses`; the check is named', () => {
    expect(ended('area/spec/without-rights.spec.ts')).to.deep.equal(['error', 'SPEC_OPTIONS']);
    expect(said('area/spec/without-rights.spec.ts')).to.equal(
      "check('one', { id }, …) has no uses; expected: each check to have an id, and to name the conditions and instruments that it uses",
    );
  });

  it('when an option of a check is misspelt or of another type; each is named, with what was probably meant', () => {
    const expected = 'expected: each check to have an id, and to name the conditions and instruments that it uses';
    expect(said('area/spec/with-use.spec.ts')).to.equal(
      `check('one', { id, use, safty }, …) has no uses, did you mean 'uses' instead of 'use'?; ${expected}`,
    );
    expect(said('area/spec/with-numbers.spec.ts')).to.equal(
      `check('one', { id, uses }, …) has an id that is not a text, and uses that are not a list; ${expected}`,
    );
  });

  it('when its syntax is wrong: what to do names a command that shows the line, which the error does not', () => {
    const todo = 'run npx tsc --noEmit, which shows the line, fix it, and try the file with --dry-run';
    for (const name of ['does-not-parse', 'has-syntax-that-cannot-be-stripped'])
      expect(run.test(`area/spec/${name}.spec.ts`).reason?.todo).to.equal(todo);
    expect(run.test('area/spec/throws.spec.ts').reason?.todo).to.equal(
      'fix what the message says, and try it with --dry-run',
    );
  });

  it('when two checks have the same id; the first one runs', () => {
    expect(ended('area/twice')).to.deep.equal(['passed', undefined]);
    expect(ended('area/twice#duplicate')).to.deep.equal(['error', 'SPEC_DUPLICATE_ID']);
    expect(said('area/twice#duplicate')).to.equal(
      "2 checks have it: 'twice', 'twice'; only the first is run; expected: one check with the id area/twice",
    );
  });

  it('when it has plain Mocha tests', () => {
    for (const id of ['area/spec/plain.spec.ts#1', 'area/spec/plain.spec.ts#2'])
      expect(ended(id)).to.deep.equal(['error', 'SPEC_PLAIN_TEST']);
  });

  it('when its set-up throws: each check after it is an error that names the hook', () => {
    for (const id of ['area/behind-1', 'area/behind-2'])
      expect([run.test(id).status, said(id)]).to.deep.equal([
        'error',
        '"before all" hook: open the door for "behind-1 [area/behind-1]" threw: Error: no key; expected: the hooks of the check to succeed',
      ]);
  });

  it('when its tear-down throws', () => {
    expect(ended('area/before-it')).to.deep.equal(['passed', undefined]);
    expect(ended('area/hook/tear-down.spec.ts#1')).to.deep.equal(['error', 'SPEC_SETUP_FAILED']);
  });

  it('and hooks that do not throw run before and after the bodies, in their order', () => {
    expect(ended('area/hooks-1')).to.deep.equal(['passed', undefined]);
    expect(ended('area/hooks-2')).to.deep.equal(['passed', undefined]);
  });

  it('when it has an unhandled rejection: the check passes, and the error has the name of the check', () => {
    expect(ended('area/forgets')).to.deep.equal(['passed', undefined]);
    expect(ended('runner/unhandled-rejection/area/forgets')).to.deep.equal(['error', 'SPEC_THREW']);
    expect(said('runner/unhandled-rejection/area/forgets')).to.equal(
      'unhandled rejection in area/forgets: Error: forgotten',
    );
  });

  it('when it throws from a timer after its check has ended', () => {
    expect(ended('area/throws-later')).to.deep.equal(['passed', undefined]);
    expect(ended('area/beside-it')).to.deep.equal(['passed', undefined]);
    expect(said('runner/uncaught-exception/area/throws-later')).to.equal(
      'uncaught exception in area/throws-later: Error: late',
    );
  });

  it('when it registers a check after it has loaded', () => {
    const errors = run.results.tests.filter(({ area, status }) => area === 'runner' && status === 'error');
    expect(errors.map(({ reason }) => reason?.code)).to.include('SPEC_OUTSIDE_RUN');
  });

  it('whatever the focus of the run: it may name a check of the file', async () => {
    const specs = { 'area/good.spec.ts': OTHERS.good, 'area/throws.spec.ts': UNLOADABLE.throws };
    for (const focus of ['area/good$', 'area/lost']) {
      const { exit, test } = await runSpecs(specs, { config: { run: { focus } } });
      expect([exit, test('area/spec/throws.spec.ts').reason?.code]).to.deep.equal([4, 'SPEC_UNLOADABLE']);
    }
  });

  it('and the deadline of the run ends a set-up that never ends', async () => {
    const { test } = await runSpecs(
      {
        'area/good.spec.ts': OTHERS.good,
        'area/endless.spec.ts': file('before(() => new Promise(() => {}));', check('one', 'async () => {}')),
      },
      { config: { run: { deadline: '8s' } } },
    );
    expect(test('area/good').status).to.equal('passed');
    expect([test('area/one').status, test('area/one').reason?.code]).to.deep.equal(['not-run', 'NOT_STARTED']);
  });
});
