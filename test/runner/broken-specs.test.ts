import { expect } from 'chai';
import { runSpecs } from './suite-run.ts';

const GOOD = `
  import { check } from 'shakedown';
  check('good', { id: 'area/good', uses: [] }, async () => {});`;

/** Runs a broken spec file beside a good one, which must pass; returns what else there is. */
async function broken(source: string, config: object = {}) {
  const { exit, results, test, junit } = await runSpecs(
    { 'area/broken.spec.ts': source, 'area/good.spec.ts': GOOD },
    { config },
  );
  expect(test('area/good').status).to.equal('passed');
  const others = results.tests.filter(({ id }) => id !== 'area/good');
  return { exit, junit, others: others.map(({ id, status, reason }) => [id, status, reason?.code]), results };
}

describe('A broken spec file is an error with a name, and the others run', function () {
  this.timeout(30_000);

  const UNLOADABLE = ['area/spec/broken.spec.ts', 'error', 'SPEC_UNLOADABLE'];

  for (const [what, source] of [
    ['does not parse', 'const = 1;'],
    ['throws', 'throw new Error("no luck");'],
    ['throws nothing', 'throw undefined;'],
    ['imports what is not there', 'import "./missing.ts";'],
    ['uses syntax that cannot be stripped', 'enum A { B }'],
    ['throws in a describe', 'describe("x", () => { throw new Error("no luck"); });'],
    ['rejects at its top', 'await Promise.reject(new Error("no luck"));'],
    ['has a describe.only', 'describe.only("x", () => {});'],
    ['has an it.only', 'it.only("x", () => {});'],
    ['has a describe.skip', 'describe.skip("x", () => { it("y", () => {}); });'],
  ] as const)
    it(`when it ${what}`, async () => {
      const { exit, others } = await broken(source);
      expect(others).to.deep.equal([UNLOADABLE]);
      expect(exit).to.equal(4);
    });

  it('when it fails after it has registered checks, which are told to be lost', async () => {
    const { results } = await broken(`
      import { check } from 'shakedown';
      check('one', { id: 'area/one', uses: [] }, async () => {});
      throw new Error('no luck');`);
    expect(results.tests.map(({ id }) => id)).to.deep.equal(['area/spec/broken.spec.ts', 'area/good']);
    expect(results.tests[0]?.reason?.message).to.equal(
      'the spec file area/broken.spec.ts to load; seen: no luck; 1 checks that it had registered are not run',
    );
  });

  it('when an id does not begin with the area', async () => {
    const { others } = await broken(`
      import { check } from 'shakedown';
      check('one', { id: 'aera/one', uses: [] }, async () => {});`);
    expect(others).to.deep.equal([['area/spec/broken.spec.ts', 'error', 'SPEC_ID']]);
  });

  it('when an id is there twice; the first check of it is run', async () => {
    const { exit, others, results } = await broken(`
      import { check } from 'shakedown';
      check('one', { id: 'area/one', uses: [] }, async () => {});
      check('another', { id: 'area/one', uses: [] }, async () => {});`);
    expect(others).to.deep.equal([
      ['area/one', 'passed', undefined],
      ['area/one#duplicate', 'error', 'SPEC_DUPLICATE_ID'],
    ]);
    expect(results.tests[1]?.reason?.message).to.equal(
      "one check with the id area/one; seen: 2: 'one', 'another'; only the first is run",
    );
    expect(exit).to.equal(4);
  });

  it('when it has a plain Mocha test', async () => {
    const { others } = await broken('describe("x", () => { it("y", () => {}); it.skip("z", () => {}); });');
    expect(others).to.deep.equal([
      ['area/spec/broken.spec.ts#1', 'error', 'SPEC_PLAIN_TEST'],
      ['area/spec/broken.spec.ts#2', 'error', 'SPEC_PLAIN_TEST'],
    ]);
  });

  it('when its set-up throws: each check behind it is an error that names the hook', async () => {
    const { exit, results } = await broken(`
      import { check } from 'shakedown';
      describe('x', () => {
        before('open the door', () => { throw new Error('no key'); });
        check('one', { id: 'area/one', uses: [] }, async () => {});
        describe('y', () => check('two', { id: 'area/two', uses: [] }, async () => {}));
      });`);
    for (const test of results.tests.filter(({ id }) => id !== 'area/good'))
      expect([test.status, test.reason?.message]).to.deep.equal([
        'error',
        'the hooks around the check to succeed; seen: "before all" hook: open the door for "one [area/one]" threw: Error: no key',
      ]);
    expect(results.tests).to.have.length(3);
    expect(exit).to.equal(4);
  });

  it('when what it does afterwards throws', async () => {
    const { exit, others } = await broken(`
      import { check } from 'shakedown';
      after(() => { throw new Error('no key'); });
      check('one', { id: 'area/one', uses: [] }, async () => {});`);
    expect(others).to.deep.equal([
      ['area/one', 'passed', undefined],
      ['area/hook/broken.spec.ts#1', 'error', 'SPEC_SETUP_FAILED'],
    ]);
    expect(exit).to.equal(4);
  });

  it('when its set-up never ends, by the deadline of the run', async () => {
    const { others } = await broken(
      `
      import { check } from 'shakedown';
      before(() => new Promise(() => {}));
      check('one', { id: 'area/one', uses: [] }, async () => {});`,
      { run: { deadline: '2s' } },
    );
    expect(others).to.deep.equal([['area/one', 'not-run', 'NOT_STARTED']]);
  });

  it('runs hooks around the bodies, in their order', async () => {
    const { others } = await broken(`
      import { check } from 'shakedown';
      const steps = [];
      const expectSteps = (...expected) => { if (steps.join() !== expected.join()) throw new Error(steps.join()); };
      before(() => { steps.push('before'); });
      beforeEach(() => { steps.push('each'); });
      check('one', { id: 'area/one', uses: [] }, async () => { expectSteps('before', 'each'); steps.push('one'); });
      check('two', { id: 'area/two', uses: [] }, async () => { expectSteps('before', 'each', 'one', 'each'); });`);
    expect(others).to.deep.equal([
      ['area/one', 'passed', undefined],
      ['area/two', 'passed', undefined],
    ]);
  });

  it('when a rejection of it is handled by nobody: the check passes, and the error has the name of the check', async () => {
    const { exit, others, results } = await broken(`
      import { check } from 'shakedown';
      check('one', { id: 'area/one', uses: [] }, async () => {
        Promise.reject(new Error('forgotten'));
        await new Promise((resolve) => setTimeout(resolve, 20));
      });`);
    expect(others).to.deep.equal([
      ['area/one', 'passed', undefined],
      ['runner/unhandled-rejection/area/one', 'error', 'SPEC_THREW'],
    ]);
    expect(results.tests.at(-1)?.reason?.message).to.equal(
      'a rejection that nobody handles, from area/one: Error: forgotten',
    );
    expect(exit).to.equal(4);
  });

  it('when it throws from a timer, while its check is under way or after it', async () => {
    const { exit, others } = await broken(`
      import { check } from 'shakedown';
      check('one', { id: 'area/one', uses: [] }, async () => {
        setTimeout(() => { throw new Error('late'); }, 5);
      });
      check('two', { id: 'area/two', uses: [] }, () => new Promise((resolve) => setTimeout(resolve, 100)));`);
    expect(others).to.deep.equal([
      ['area/one', 'passed', undefined],
      ['area/two', 'passed', undefined],
      ['runner/uncaught-exception/area/one', 'error', 'SPEC_THREW'],
    ]);
    expect(exit).to.equal(4);
  });

  it('when it registers a check later than while it loads', async () => {
    const { results } = await broken(`
      import { check } from 'shakedown';
      setTimeout(() => check('late', { id: 'area/late', uses: [] }, async () => {}), 0);
      check('one', { id: 'area/one', uses: [] }, () => new Promise((resolve) => setTimeout(resolve, 50)));`);
    expect(results.tests.at(-1)).to.nested.include({ status: 'error', 'reason.code': 'SPEC_OUTSIDE_RUN' });
  });
});
