import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { readResults } from '../results/read.ts';
import type { Results } from '../results/model.ts';
import { verdict } from '../results/verdict.ts';
import { joinConformance } from './join-conformance.ts';
import type { PluginCase } from './stored/plugins/plugin-case.ts';
import type { PluginResults } from './stored/plugins/plugin-results.ts';

const GOLDEN = new URL('../results/golden/version-1.json', import.meta.url);

const test = (name: string, status: PluginCase['status'], message?: string): PluginCase => ({
  ...{ name, group: 'Kubernetes e2e suite', status, seconds: 1 },
  ...(message !== undefined && { message }),
});
const archive = (...cases: PluginCase[]): { plugins: PluginResults[] } => ({
  plugins: [{ name: 'e2e', cases, files: 2, nodes: 1, problems: [], judges: true }],
});
const others = [test('[It] a', 'skipped', 'skipped'), test('[It] b', 'skipped', 'skipped')];

describe('A run with the conformance tests after it', () => {
  let own: Results;
  before(async () => {
    own = readResults(await readFile(GOLDEN, 'utf8'));
    delete own.run.interruption;
    delete own.run.trouble;
  });
  const conformanceOf = ({ tests }: Results) =>
    tests.filter(({ area }) => area === 'e2e').map(({ id, status }) => [id, status]);

  it('has those that ran, or skipped themselves, and not those that were not selected', () => {
    const reason = 'skipped - needs 3 nodes';
    const joined = joinConformance(
      own,
      archive(test('[It] c', 'passed'), test('[It] d', 'skipped', reason), ...others),
    );
    expect(conformanceOf(joined)).to.deep.equal([
      ['e2e/[It] c', 'passed'],
      ['e2e/[It] d', 'skipped'],
    ]);
    expect(joined.tests).to.have.length(own.tests.length + 2);
    expect(joined.run.id).to.equal(own.run.id);
    expect(verdict(joined).word).to.equal('passed');
  });

  it('fails when one of them does', () => {
    const joined = joinConformance(own, archive(test('[It] c', 'failed', 'Timed out'), ...others));
    expect(verdict(joined).word).to.equal('failed');
  });

  it('has not all results when none of them was selected, and when they were lost', () => {
    const none = joinConformance(own, archive(...others));
    expect(none.tests.at(-1)?.reason?.message).to.equal('none of its 2 tests was selected');
    const lost = joinConformance(own, 'image "x" cannot be pulled');
    expect(lost.tests.at(-1)).to.deep.include({ id: 'e2e/results', status: 'not-run' });
    expect(lost.tests.at(-1)?.reason?.message).to.equal('image "x" cannot be pulled');
    expect([none, lost].map((each) => verdict(each).word)).to.deep.equal(['incomplete', 'incomplete']);
  });

  it('has those of the last attempt alone', () => {
    const first = joinConformance(own, archive(test('[It] c', 'failed', 'Timed out')));
    const second = joinConformance(first, archive(test('[It] d', 'passed')));
    expect(conformanceOf(second)).to.deep.equal([['e2e/[It] d', 'passed']]);
    expect(second.plan).to.have.length(own.plan.length + 1);
    expect(second.run.plugins?.map(({ name, counts }) => [name, counts['passed']])).to.deep.equal([
      ['e2e', 1],
      ['shakedown', 1],
    ]);
  });

  it('that is lost itself is not judged by them alone', () => {
    expect(conformanceOf(joinConformance(undefined, archive(test('[It] c', 'passed'))))).to.deep.equal([
      ['e2e/[It] c', 'passed'],
    ]);
  });
});
