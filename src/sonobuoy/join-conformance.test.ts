import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { readResults } from '../results/read.ts';
import type { Results } from '../results/model.ts';
import { verdict } from '../results/verdict.ts';
import { joinConformance } from './join-conformance.ts';
import { junitReader } from './stored/plugins/junit-report.ts';
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
const FIRST_LINE =
  '[FAILED] unable to create test configMap : configmaps "configmap-test-volume-d8340470-fb00-42d3-8396-9de8b95306d4" is forbidden: ' +
  "ValidatingAdmissionPolicy 'no-config-maps-of-tests' with binding 'no-config-maps-of-tests' denied request: planted by a test";

/** As ginkgo reports each run, whatever was selected. */
const others = [
  ...['[SynchronizedBeforeSuite]', '[ReportAfterSuite] Kubernetes e2e suite report'].map((name) =>
    test(name, 'passed'),
  ),
  ...['[It] a', '[It] b'].map((name) => test(name, 'skipped', 'skipped')),
];

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

  it('has those that ginkgo reports of Kubernetes, and the first line of a failure', async () => {
    const reader = junitReader();
    // Of a run on a cluster whose admission refused a ConfigMap; 7,571 tests that were not selected, and output of tests, were taken out.
    reader.write(await readFile(new URL('golden/conformance-v1.36.3.xml', import.meta.url)));
    const joined = joinConformance(own, archive(...(reader.end()?.cases ?? [])));
    expect(conformanceOf(joined).map(([, status]) => status)).to.deep.equal([
      ...['passed', 'passed', 'passed', 'failed', 'passed'],
    ]);
    expect(joined.tests.find(({ status }) => status === 'failed')).to.deep.include({
      id: 'e2e/[It] [sig-storage] ConfigMap should be consumable from pods in volume [NodeConformance] [Conformance]',
      reason: {
        code: 'PLUGIN_FAILED',
        message: FIRST_LINE,
        detail: `${FIRST_LINE}\nIn [It] at: k8s.io/kubernetes@v1.36.3/test/e2e/common/storage/configmap_volume.go:602 @ 11/28/26 14:30:24.143`,
      },
    });
  });

  it('fails when one of them does, or what prepares them', () => {
    const unprepared = joinConformance(
      own,
      archive(test('[SynchronizedBeforeSuite]', 'failed', 'no nodes'), ...others),
    );
    expect(conformanceOf(unprepared)).to.deep.equal([['e2e/[SynchronizedBeforeSuite]', 'failed']]);
    const joined = joinConformance(own, archive(test('[It] c', 'failed', 'Timed out'), ...others));
    expect(verdict(joined).word).to.equal('failed');
  });

  it('has not all results when none of them was selected, and when they were lost', () => {
    const none = joinConformance(own, archive(...others));
    expect(none.tests.at(-1)?.reason?.message).to.equal('none of its tests was selected');
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

  it('can be read again, also when it was narrowed', async () => {
    const narrowed = readResults(await readFile(new URL('version-1-selection.json', GOLDEN), 'utf8'));
    const joined = joinConformance(narrowed, archive(test('[It] c', 'passed'), ...others));
    expect(readResults(JSON.stringify(joined)).run.selection?.selected).to.equal(
      (narrowed.run.selection?.selected ?? 0) + 1,
    );
    expect(readResults(JSON.stringify(joinConformance(joined, archive(test('[It] d', 'passed')))))).to.deep.include({
      plan: [...narrowed.plan, { id: 'e2e/[It] d', area: 'e2e', title: '[It] d', safety: 'own' }],
    });
  });

  it('that is lost itself is not judged by them alone', () => {
    expect(conformanceOf(joinConformance(undefined, archive(test('[It] c', 'passed'))))).to.deep.equal([
      ['e2e/[It] c', 'passed'],
    ]);
  });
});
