import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Results, RunFacts, TestResult } from '../model.ts';
import { readResults } from '../read.ts';
import { comparisonText } from '../../publish/comparison/text.ts';
import { compare } from './comparison.ts';

const golden = readResults(await readFile(join(import.meta.dirname, '..', 'golden', 'version-1.json'), 'utf8'));
const [sample] = golden.tests as [TestResult];

const test = (id: string, more: Partial<TestResult> = {}): TestResult => {
  const { reason: _, ...passed } = sample;
  return { ...passed, id, area: id.split('/')[0] ?? '', title: `${id} is well`, measurements: [], ...more };
};
const failed = (id: string, message: string) => test(id, { status: 'failed', reason: { code: 'X', message } });
const rollout = (value: number) =>
  test('workloads/a', { measurements: [{ id: 'rollout', value, unit: 'seconds', budget: 120 }] });

let count = 0;
function run(tests: TestResult[], more: Partial<RunFacts> = {}): Results {
  const { interruption: _, trouble: __, ...facts } = golden.run;
  count += 1;
  return { ...golden, tests, run: { ...facts, id: `run-${count}`, ...more } };
}
const changesOf = (before: Results[], after: Results[]) =>
  compare({ before, after }).tests.map(({ change, id, cause }) => [change, id, ...(cause ? [cause] : [])].join(' '));

describe('A comparison of runs', () => {
  it('tells which tests fail newly, are missing, fixed or added, the worst first', () => {
    const before = run([failed('a/fixed', 'was bad'), test('a/gone'), test('a/breaks'), failed('a/still', 'bad')]);
    const after = run([test('a/fixed'), failed('a/breaks', 'no endpoint'), failed('a/still', 'bad'), test('a/new')]);
    expect(changesOf([before], [after])).to.deep.equal([
      'newly failing a/breaks no endpoint',
      'missing a/gone',
      'still failing a/still bad',
      'fixed a/fixed',
      'added a/new',
    ]);
    expect(compare({ before: [before], after: [after] }).regressions).to.deep.equal([
      'a/breaks fails',
      'a/gone is missing',
    ]);
  });

  it('takes a test that failed once for failing, and one that fails on both sides for nothing new', () => {
    const flaky = [run([test('a/x')]), run([failed('a/x', 'bad')])];
    expect(changesOf([run([test('a/x')])], flaky)).to.deep.equal(['newly failing a/x bad']);
    expect(changesOf(flaky, flaky)).to.deep.equal(['still failing a/x bad']);
  });

  it('tells what is no longer judged, with the reason, and not what never was', () => {
    const skipped = test('a/x', {
      status: 'skipped',
      reason: { code: 'PART_ABSENT', message: 'there is no Prometheus' },
    });
    expect(changesOf([run([test('a/x')])], [run([skipped])])).to.deep.equal([
      'no longer judged a/x there is no Prometheus',
    ]);
    expect(changesOf([run([skipped])], [run([skipped])])).to.deep.equal([]);
  });

  it('misses no test that was never judged', () => {
    const error = test('runner/clean-up', { status: 'error', reason: { code: 'X', message: 'bug' } });
    expect(changesOf([run([error])], [run([])])).to.deep.equal([]);
  });

  it('misses neither nodes that were replaced, nor what stands on them, nor Jobs, and tells of the nodes', () => {
    const [node] = golden.run.cluster.nodes;
    if (!node) throw new Error('the sample has no node');
    const on = (name: string) => ({ cluster: { ...golden.run.cluster, nodes: [{ ...node, name }] } });
    const ids = (name: string, job: string) => [
      ...['workloads/cronjob/shop/backup', `workloads/job/shop/backup-${job}`, `workloads/node/${name}`],
      ...[`workloads/pod/kube-system/kube-proxy-${name}`, `observability/logs/ledger/${name}`],
    ];
    const [before, after] = [ids('ip-10-0-1-17', '29384710'), ids('ip-10-0-2-44', '29386150')];
    const compared = compare({
      before: [
        run(
          [...before, 'workloads/pod/kube-system/gone'].map((id) => test(id)),
          on('ip-10-0-1-17'),
        ),
      ],
      after: [
        run(
          after.map((id) => test(id)),
          on('ip-10-0-2-44'),
        ),
      ],
    });
    expect(compared.tests.map(({ change, id }) => [change, id])).to.deep.equal([
      ['missing', 'workloads/pod/kube-system/gone'],
    ]);
    expect(compared.facts).to.deep.equal([{ what: 'names of nodes', before: 'ip-10-0-1-17', after: 'ip-10-0-2-44' }]);
  });

  it('misses what only has a name like that of a node that was replaced', () => {
    const [node] = golden.run.cluster.nodes;
    if (!node) throw new Error('the sample has no node');
    const on = (name: string) => ({ cluster: { ...golden.run.cluster, nodes: [{ ...node, name }] } });
    const before = run([test('workloads/deployment/shop/web-a'), test('workloads/pod/kube-system/proxy-a')], on('a'));
    const { regressions } = compare({ before: [before], after: [run([], on('b'))] });
    expect(regressions).to.deep.equal(['workloads/deployment/shop/web-a is missing']);
  });

  it('knows nothing of a run that was lost before it had a plan', () => {
    const cluster = { name: golden.run.cluster.name, nodes: [] };
    const lost = { ...run([], { cluster, interruption: 'the pod is gone' }), plan: [] };
    const compared = compare({ before: [run([test('a/x')])], after: [lost] });
    expect(compared).to.deep.include({ tests: [], facts: [], regressions: [], lost: [lost.run.id] });
    expect(comparisonText(compared)).to.match(/\nCANNOT TELL: run \S+ was lost before it had a plan/);
  });

  it('takes a test that failed at times, and now always does, for worse', () => {
    const [good, bad] = [run([test('a/x')]), run([failed('a/x', 'bad')])];
    expect(changesOf([good, bad, good], [bad, bad, bad])).to.deep.equal(['newly failing a/x bad']);
    expect(changesOf([good, bad, good], [bad])).to.deep.equal(['still failing a/x bad']);
    expect(changesOf([bad, bad, good], [bad, bad])).to.deep.equal(['still failing a/x bad']);
  });

  it('calls no wait for an object slower that was not in order when its check began', () => {
    const settled = (value: number) =>
      run([test('workloads/a', { measurements: [{ id: 'settled', value, unit: 'seconds' }] })]);
    const before = Array.from({ length: 10 }, () => settled(0.02));
    expect(compare({ before, after: [settled(20), settled(21)] }).regressions).to.deep.equal([]);
  });

  it('misses no test that the selection leaves out', () => {
    const before = [run([test('a/x'), test('b/y')])];
    const areas = { selection: { selected: 1, leftOut: [{ by: 'run.targets', value: 'a', areas: ['b'] }] } };
    expect(changesOf(before, [run([test('a/x')], areas)])).to.deep.equal([]);
    const focus = { selection: { selected: 1, leftOut: [{ by: 'run.focus', value: 'x', tests: 1 }] } };
    expect(changesOf(before, [run([test('a/x')], focus)])).to.deep.equal([]);
    const disruptive = { selection: { selected: 1, leftOut: [{ by: 'run.disruptive', value: 'false', tests: 1 }] } };
    expect(changesOf(before, [run([test('a/x')], disruptive)])).to.deep.equal(['missing b/y']);
  });

  it('misses a test of runs that selected the same, although each leaves out others', () => {
    const focus = (tests: number) => ({
      selection: { selected: 2, leftOut: [{ by: 'run.focus', value: 'a/', tests }] },
    });
    const before = run([test('a/x'), test('a/y')], focus(7));
    expect(changesOf([before], [run([test('a/x')], focus(6))])).to.deep.equal(['missing a/y']);
    expect(changesOf([before, run([test('a/x'), test('b/z')])], [run([test('a/x')], focus(6))])).to.deep.equal([]);
    const targets = { selection: { selected: 1, leftOut: [{ by: 'run.targets', value: 'a', areas: ['b'] }] } };
    expect(changesOf([run([test('a/x')], targets)], [run([], targets)])).to.deep.equal(['missing a/x']);
  });

  it('tells which facts of the cluster changed', () => {
    const [node] = golden.run.cluster.nodes;
    if (!node) throw new Error('the sample has no node');
    const nodes = [node, { ...node, name: 'node-b', version: 'v1.37.2' }];
    const after = run([], { cluster: { ...golden.run.cluster, version: 'v1.37.2', nodes } });
    expect(compare({ before: [run([])], after: [after] }).facts).to.deep.equal([
      { what: 'Kubernetes', before: 'v1.36.3', after: 'v1.37.2' },
      { what: 'nodes', before: '1', after: '2' },
      { what: 'kubelets of nodes', before: 'v1.36.3 (1)', after: 'v1.36.3 (1), v1.37.2 (1)' },
      { what: 'operating systems of nodes', before: 'Debian (1)', after: 'Debian (2)' },
      { what: 'container runtimes of nodes', before: 'containerd://2.1.0 (1)', after: 'containerd://2.1.0 (2)' },
      { what: 'names of nodes', before: 'none gone', after: 'node-b' },
    ]);
  });

  it('compares measurements with those of earlier runs of the same state', () => {
    const history = [5, 5.1, 4.9, 5.05, 4.95].map((value) => run([rollout(value)]));
    const other = run([rollout(50)], { cluster: { ...golden.run.cluster, version: 'v1.35.0' } });
    const elsewhere = run([rollout(50)], { cluster: { ...golden.run.cluster, name: 'production' } });
    const before = run([rollout(5)]);
    const after = [6.5, 6.6, 6.4].map((value) => run([rollout(value)]));
    const alone = compare({ before: [before], after: [run([rollout(6.5)])] });
    expect(alone.measurements.map(({ verdict }) => verdict)).to.deep.equal(['cannot tell yet']);
    const {
      measurements,
      regressions,
      history: used,
    } = compare({
      ...{ before: [before], after, history: [other, elsewhere, ...history, before] },
    });
    expect(used).to.deep.equal(history.map((one) => one.run.id));
    expect(measurements[0]).to.deep.include({ id: 'workloads/a rollout', verdict: 'slower', after: [6.5, 6.6, 6.4] });
    expect(regressions).to.deep.equal(['workloads/a rollout is slower']);
  });

  it('leaves out measurements of tests that judged nothing, and those whose unit changed', () => {
    const unjudged = test('workloads/a', { ...rollout(50), status: 'inconclusive' });
    expect(compare({ before: [run([rollout(5)])], after: [run([unjudged])] }).measurements).to.deep.equal([]);
    const bytes = test('workloads/a', { measurements: [{ id: 'rollout', value: 5, unit: 'bytes' }] });
    expect(compare({ before: [run([rollout(5)])], after: [run([bytes])] }).measurements).to.deep.equal([]);
  });
});
