import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { XMLParser } from 'fast-xml-parser';
import { kubernetesNames } from '../../test/kubernetes-names.ts';
import { toJUnit } from './junit.ts';
import type { Results, TestResult } from '../results/model.ts';

const golden = (name: string) => readFile(join(import.meta.dirname, 'golden', name), 'utf8');

function results(tests: Partial<TestResult>[], run: Partial<Results['run']> = {}): Results {
  const base = { area: 'workloads', durationSeconds: 1.25, attempts: 1, measurements: [], evidence: [] };
  const times = { startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:02:10Z' };
  const facts = { id: 'r', ...times, suiteVersion: '1', configDigest: '0', dryRun: false };
  return {
    schemaVersion: 1,
    run: { ...facts, cluster: { name: 'c', nodes: [] }, ...run },
    plan: [],
    tests: tests.map((test, index) => ({
      ...{ ...base, id: `workloads/${index}`, title: `test ${index}`, status: 'passed' },
      ...test,
    })),
  };
}

describe('The JUnit report', () => {
  it('is the whole golden file for one test of each status in two areas', async () => {
    const xml = toJUnit(
      results([
        {
          measurements: [{ id: 'rollout', value: 12.5, unit: 'seconds', budget: 120, budgetReason: 'time.rollout' }],
          evidence: [{ title: 'events', file: 'evidence/events.txt' }],
          attempts: 2,
        },
        {
          status: 'failed',
          reason: { code: 'WAIT_TOO_LONG', message: '1 of 3 ready', detail: 'WAIT_TOO_LONG: ]]> 1\n  expected: <3>' },
        },
        { status: 'inconclusive', reason: { code: 'INSTRUMENT_TOO_WEAK', message: 'too few samples' } },
        { status: 'error', reason: { code: 'SPEC_THREW', message: 'TypeError: a timeout of "x"' }, area: 'nodes' },
        { status: 'not-run', reason: { code: 'CUT_OFF', message: 'cut off: SIGTERM' }, area: 'nodes' },
        { status: 'skipped', reason: { code: 'DOES_NOT_APPLY', message: 'it has no ports' } },
      ]),
    );
    expect(xml).to.equal(await golden('statuses.xml'));
  });

  it('has names that stand alone: what the describe blocks say, the title, and the id', () => {
    const test = { id: 'autoscaling/under-load/cpu', title: 'by the CPU of its pods' };
    const plan = [{ ...test, area: 'autoscaling', safety: 'own' as const, group: 'An HPA follows the load' }];
    expect(toJUnit({ ...results([test]), plan })).to.contain(
      'name="An HPA follows the load: by the CPU of its pods [autoscaling/under-load/cpu]"',
    );
  });

  it('has measurements as precise as they can mean something, and the time of the run', () => {
    const seconds = (id: string, value: number) => ({ id, value, unit: 'seconds' as const });
    const time = [seconds('run', 60), seconds('critical-path', 57.003), seconds('before-checks', 1.5)];
    const run = [...time, seconds('after-checks', 1), { id: 'suite-overhead', value: 0.04995, unit: 'ratio' as const }];
    const measurements = [{ ...seconds('decision', 14.479917069), budget: 38.2 }];
    const xml = toJUnit(results([{ measurements }], { measurements: run }));
    expect(xml).to.contain('<property name="decision" value="14.5 seconds"/>');
    expect(xml).to.contain('decision: 14.5 s of 38.2 s allowed');
    expect(xml).to.match(
      /<property name="time" value="1m00s, of which 57.0 s by the cluster; overhead of the suite 5.0 %/,
    );
  });

  it('has whole ids in its names, also the longest', () => {
    const id = (name: string) => `workloads/statefulset/${'n'.repeat(63)}/${name}`;
    const names = [`a${'x'.repeat(252)}`, `b${'x'.repeat(252)}`];
    const xml = toJUnit(
      results(
        names.map((name) => ({
          id: id(name),
          title: `statefulset ${'n'.repeat(63)}/${name} is at its desired replicas`,
        })),
      ),
    );
    for (const name of names) expect(xml).to.contain(`[${id(name)}]"`);
  });

  it('has a test for every object, whatever it is called', () => {
    const { labels, subdomains, segments } = kubernetesNames;
    const all = [...labels, ...subdomains, ...segments];
    const ids = all.map((name) => `workloads/pod/${name}/${name}`);
    const xml = toJUnit(results(ids.map((id, index) => ({ id, title: `pod ${all[index]} runs` }))));
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', processEntities: true });
    const read = parser.parse(xml) as { testsuites: { testsuite: { testcase: { name: string }[] } } };
    const names = read.testsuites.testsuite.testcase.map(({ name }) => name);
    expect(names).to.deep.equal(ids.map((id, index) => `pod ${all[index]} runs [${id}]`));
  });

  it('has the cause in the message, and below it what to do and the figures', () => {
    const reason = { code: 'X', message: 'no such image', todo: 'kubectl describe pod web-1', counts: 'desired 1' };
    const detail = 'X: no such image\n   desired 1\n  expected: web to be up\n  do:       describe it';
    const xml = toJUnit(
      results([
        { status: 'failed', reason },
        { status: 'failed', reason: { ...reason, detail } },
      ]),
    );
    const failures = xml.match(/<failure[^]*?<\/failure>/g)?.map((one) => one.replaceAll(/<!\[CDATA\[|\]\]>/g, ''));
    expect(failures).to.deep.equal([
      '<failure message="no such image" type="X">no such image\ndo: kubectl describe pod web-1\ndesired 1</failure>',
      `<failure message="no such image" type="X">${detail}</failure>`,
    ]);
  });

  it('has what no test covers as a property of each suite', () => {
    const reason = 'excluded by configuration (scope.exclude)';
    const notCovered = [
      { what: 'workloads/node/old-1', reason },
      { what: 'poddisruptionbudgets.policy', reason: 'not served here' },
      { what: 'workloads/node/old-2', reason },
    ];
    const xml = toJUnit(results([{}, { area: 'nodes' }, { status: 'failed' }], { notCovered }));
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(xml) as {
      testsuites: {
        testsuite: (Record<string, string> & { properties: { property: Record<string, string>[] } })[];
      };
    };
    expect(
      parsed.testsuites.testsuite.map((suite) => [
        suite['@_name'],
        suite['@_failures'],
        suite.properties.property.find((one) => one['@_name'] === 'not covered')?.['@_value'],
      ]),
    ).to.deep.equal(
      [
        ['workloads', '1'],
        ['nodes', '0'],
      ].map(([name, failures]) => [
        name,
        failures,
        '2 excluded by configuration (scope.exclude): workloads/node/old-1, workloads/node/old-2; 1 not served here: poddisruptionbudgets.policy',
      ]),
    );
  });

  it('has the settings that differ from their defaults as properties of each suite', () => {
    const settings = [{ key: 'run.focus', value: 'a<b', origin: '--focus' }];
    const xml = toJUnit(results([{ status: 'skipped' }, { area: 'nodes' }], { settings }));
    expect(xml.match(/<property name="run.focus"[^>]*>/g)).to.deep.equal([
      '<property name="run.focus" value="a&lt;b (--focus)"/>',
      '<property name="run.focus" value="a&lt;b (--focus)"/>',
    ]);
    expect(xml).to.contain('skipped="1"');
  });

  it('says whose results these are and what was selected, as properties of each suite', () => {
    const selection = { selected: 1, leftOut: [{ by: 'run.focus', value: 'dns/', tests: 41 }] };
    const cluster = { name: 'staging', uid: 'u-1', version: 'v1.36.3', nodes: [] };
    const xml = toJUnit(results([{}, { area: 'nodes' }], { id: '20260101-000000-k3f9', cluster, selection }));
    const each = [
      '<property name="run" value="20260101-000000-k3f9"/>',
      '<property name="cluster" value="staging u-1 v1.36.3"/>',
      '<property name="suite" value="1"/>',
      '<property name="selected" value="1"/>',
      '<property name="left out" value="41 not selected (--focus dns/)"/>',
    ];
    expect(xml.match(/<property [^>]*>/g)).to.deep.equal([...each, ...each]);
  });

  it('has one error and no empty suite when there was no test', async () => {
    expect(toJUnit(results([]))).to.equal(await golden('no-test.xml'));
  });

  it('has an error when all tests were skipped, because Sonobuoy would report that as passed', () => {
    expect(toJUnit(results([{ status: 'skipped' }]))).to.contain(
      '<error message="all 1 tests were skipped, so nothing was judged" type="nothing-judged">',
    );
  });

  it('skips what a dry run lists', () => {
    const xml = toJUnit(
      results([{ status: 'not-run', reason: { code: 'NOT_STARTED', message: 'dry' } }], { dryRun: true }),
    );
    expect(xml).to.contain('<skipped message="dry"/>').and.not.to.contain('<error');
  });

  it('has an error for what prevented the run from judging, or ended it early', () => {
    const trouble = { kind: 'infrastructure', code: 'CLUSTER_UNREACHABLE', message: 'no answer' } as const;
    const xml = toJUnit(results([{}], { trouble, interruption: 'stopped by SIGTERM' }));
    expect(xml).to.contain('<error message="no answer" type="infrastructure">');
    expect(xml).to.contain('<error message="stopped by SIGTERM" type="interrupted">');
  });

  it('has an error while the run has not ended', () => {
    const going = results([{}]);
    delete going.run.endedAt;
    expect(toJUnit(going)).to.contain(
      '<error message="the run has not ended: it goes on, or was killed" type="interrupted">',
    );
    going.run.trouble = { kind: 'usage', code: 'FOCUS_MATCHES_NOTHING', message: 'no such test' };
    expect(toJUnit(going)).to.not.contain('type="interrupted"');
  });

  it('does not depend on environment variables', async () => {
    const names = ['MOCHA_FILE', 'PROPERTIES', 'ANT_MODE', 'JENKINS_MODE', 'ATTACHMENTS'];
    const plain = toJUnit(results([{}]));
    names.forEach((name) => (process.env[name] = 'a:b'));
    try {
      expect(toJUnit(results([{}]))).to.equal(plain);
    } finally {
      names.forEach((name) => Reflect.deleteProperty(process.env, name));
    }
  });

  it('keeps emoji, and nothing that XML cannot contain', () => {
    const title = 'a\u0000b\u001b[31mc\u001b[0m 💥 \ud800 \ufffe <"&\'>\r\nd';
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(toJUnit(results([{ title }]))) as {
      testsuites: { testsuite: { testcase: Record<string, string> } };
    };
    expect(parsed.testsuites.testsuite.testcase['@_name']).to.equal('abc 💥 \ufffd <"&\'> d [workloads/0]');
  });
});
