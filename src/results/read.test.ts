import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Results } from './model.ts';
import { readResults } from './read.ts';

const golden = await readFile(join(import.meta.dirname, 'golden', 'version-1.json'), 'utf8');
/** The golden results with other parts. */
const changed = (change: (results: Results) => object) =>
  JSON.stringify({ ...JSON.parse(golden), ...change(JSON.parse(golden)) });
/** A run that nothing interrupted. */
const ended = (run: Results['run']) => ({ ...run, trouble: undefined, interruption: undefined });
const messageOf = (text: string): string => {
  try {
    readResults(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was read';
};

describe('Stored results', () => {
  it('of version 1 are read as they are', () => {
    expect(readResults(golden)).to.deep.equal(JSON.parse(golden));
  });

  it('are read with what was selected, which older ones do not have', async () => {
    const selection = await readFile(join(import.meta.dirname, 'golden', 'version-1-selection.json'), 'utf8');
    expect(readResults(selection)).to.deep.equal(JSON.parse(selection));
    expect(readResults(golden).run).to.not.have.property('selection');
  });

  it('have cause, what to do and figures separately, in reasons and in what prevented a run from judging', () => {
    const results = JSON.parse(golden) as Results;
    const more = { todo: 'kubectl -n shop describe pod web-1', counts: 'desired 1' };
    const trouble = {
      kind: 'infrastructure',
      code: 'CLUSTER_UNREACHABLE',
      message: 'no answer',
      todo: 'start it',
    } as const;
    const tests = results.tests.map((test) => ({ ...test, reason: { code: 'X', message: 'no such image', ...more } }));
    const stored = { ...results, run: { ...results.run, trouble }, tests };
    expect(readResults(JSON.stringify(stored))).to.deep.equal(stored);
  });

  it('are read with what their run did not cover, which older ones do not have', () => {
    const stored = JSON.parse(golden) as { run: object };
    expect(stored.run).to.not.have.property('notCovered');
    const run = { ...stored.run, notCovered: [{ what: 'namespace old', reason: 'not served here' }] };
    expect(readResults(JSON.stringify({ ...stored, run })).run.notCovered).to.deep.equal(run.notCovered);
  });

  it('may have two results of a test that was planned twice, and those of a run that lost its plan', () => {
    const twice = changed(({ plan, tests }) => ({ plan: [...plan, ...plan], tests: [...tests, ...tests] }));
    expect(messageOf(twice)).to.equal('it was read');
    expect(messageOf(changed(() => ({ plan: [] })))).to.equal('it was read');
  });

  it('may have a selection and no plan when their run ended, or was killed, between the two', () => {
    const selection = { selected: 2, leftOut: [] };
    const cut = (more: object) =>
      changed(({ run }) => ({ run: { ...ended(run), selection, ...more }, plan: [], tests: [] }));
    const trouble = { kind: 'usage', code: 'SCOPE_EMPTY', message: 'the namespace shop is empty' };
    for (const more of [{ trouble }, { interruption: 'stopped by SIGTERM' }, { endedAt: undefined }])
      expect(messageOf(cut(more)), JSON.stringify(more)).to.equal('it was read');
  });

  it('have no test that took less than no time, whatever the clock did', () => {
    const text = changed(({ tests }) => ({ tests: tests.map((test) => ({ ...test, durationSeconds: -12.5 })) }));
    expect(readResults(text).tests[0]?.durationSeconds).to.equal(0);
  });

  it('of a newer version are refused', () => {
    expect(messageOf(golden.replace('"schemaVersion": 1', '"schemaVersion": 2'))).to.equal(
      'RESULTS_TOO_NEW: schemaVersion 2; this version reads up to 1\n' +
        '  expected: results that this version of shakedown can read\n' +
        '  do:       read them with the version of shakedown that wrote them, or a newer one',
    );
  });

  for (const [what, text, seen] of [
    ['no JSON', '<!DOCTYPE html><p>sign in', /^RESULTS_INVALID: no JSON\n/],
    ['empty', ' \n', /^RESULTS_INVALID: an empty text\n/],
    ['no object', '[]', /^RESULTS_INVALID: no JSON\n|^RESULTS_INVALID: JSON, but no object\n/],
    ['without a version', '{}', /^RESULTS_INVALID: no schemaVersion: this was not written by shakedown\n/],
    [
      'of a version that never was',
      '{"schemaVersion":0}',
      /^RESULTS_INVALID: schemaVersion 0, which no version of shakedown wrote\n/,
    ],
    ['cut off', golden.slice(0, -20), /^RESULTS_INVALID: JSON that is cut off: it ends in the middle\n/],
    ['cut off at its beginning', '{', /^RESULTS_INVALID: JSON that is cut off: it ends in the middle\n/],
    [
      'broken in the middle',
      golden.replace('"plan":', '"plan"'),
      /^RESULTS_INVALID: JSON with an error in line \d+, column \d+\n/,
    ],
    [
      'with a status that is none',
      golden.replace('"passed"', '"green"'),
      /^RESULTS_INVALID: a value that shakedown does not write, at tests\[0\]\.status\n/,
    ],
    [
      'with a key that is none',
      golden.replace('"suiteVersion"', '"suiteVersoin": 1, "suiteVersion"'),
      /^RESULTS_INVALID: a key that shakedown does not write, at run: suiteVersoin\n/,
    ],
    [
      'with a date that is none',
      golden.replace('"2026-01-01T00:02:10.000Z"', '"yesterday"'),
      /^RESULTS_INVALID: a value that shakedown does not write, at run\.endedAt\n/,
    ],
    [
      'without a test that was planned',
      changed(({ plan: [first], tests }) => ({ tests, plan: [first, { ...first, id: 'workloads/b' }] })),
      /^RESULTS_INVALID: no result of the planned test workloads\/b\n/,
    ],
    [
      'without any test that was planned',
      changed(({ plan }) => ({ plan, tests: [] })),
      /^RESULTS_INVALID: no result of the planned test workloads\/a\n/,
    ],
    [
      'with two results of one test',
      changed(({ plan, tests: [first] }) => ({ plan, tests: [first, { ...first, status: 'failed' }] })),
      /^RESULTS_INVALID: 2 results of the planned test workloads\/a\n/,
    ],
    [
      'of fewer tests than were selected',
      changed(({ run }) => ({ run: { ...ended(run), selection: { selected: 2, leftOut: [] } } })),
      /^RESULTS_INVALID: a plan of 1 test, of 2 that were selected\n/,
    ],
    [
      'without the plan and the tests that were selected',
      changed(({ run }) => ({
        run: { ...ended(run), selection: { selected: 2, leftOut: [] } },
        ...{ plan: [], tests: [] },
      })),
      /^RESULTS_INVALID: a plan of 0 tests, of 2 that were selected\n/,
    ],
    [
      'of tests that were never planned',
      changed(({ run, tests }) => ({
        run: ended(run),
        tests,
        plan: [],
      })),
      /^RESULTS_INVALID: a result of workloads\/a, which was not planned\n/,
    ],
  ] as const)
    it(`that are ${what} are refused`, () => {
      expect(messageOf(text)).to.match(/\n {2}expected: a results\.json as shakedown writes it\n/);
      expect(messageOf(text)).to.match(seen);
    });

  const name =
    'name one: id of a run in results/ or its beginning, its directory, results.json, junit.xml, s3:// URL, an archive of Sonobuoy, or a ZIP archive of any of these';
  const again =
    'copy or fetch it again from where the run wrote it; if it is not whole there either, run the suite again';
  const original = 'it was changed after the run: take it again from where the run wrote it, or run the suite again';
  for (const [what, text, todo] of [
    ['are something else', '{}', name],
    ['are no JSON', '<!DOCTYPE html>', name],
    ['are cut off', golden.slice(0, -20), again],
    ['are empty', '', again],
    ['were edited', golden.replace('"passed"', '"green"'), original],
    ['lack a test', changed(({ plan }) => ({ plan, tests: [] })), original],
  ] as const)
    it(`that ${what} say what to do`, () => expect(messageOf(text)).to.match(new RegExp(`\n {2}do: {7}${todo}$`)));

  it('name the place of those that are refused', () => {
    expect(() => readResults('{}', 'results/a')).to.throw(/^RESULTS_INVALID: results\/a: no schemaVersion: /);
    expect(() => readResults('{"schemaVersion":99}', 'a.tgz')).to.throw(/^RESULTS_TOO_NEW: a\.tgz: schemaVersion 99; /);
  });
});
