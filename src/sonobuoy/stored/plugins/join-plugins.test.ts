import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { plantedSecrets } from '../../../redaction/planted-secrets.fixture.ts';
import { pluginLines } from '../../../publish/plugin-lines.ts';
import { toJUnit } from '../../../publish/junit.ts';
import { readResults } from '../../../results/read.ts';
import type { Results } from '../../../results/model.ts';
import { verdict } from '../../../results/verdict.ts';
import { joinPlugins } from './join-plugins.ts';
import type { PluginResults } from './plugin-results.ts';

const GOLDEN = new URL('../../../results/golden/version-1.json', import.meta.url);

const plugin = (name: string, more: Partial<PluginResults> = {}): PluginResults => ({
  ...{ name, cases: [], files: 1, nodes: 1, problems: [], judges: true },
  ...more,
});
const one = (name: string, status: 'passed' | 'failed' | 'skipped' | 'unknown', group = 's') => ({
  ...{ name, status, group, seconds: 1 },
  ...(status === 'failed' && { message: 'expected 1', detail: 'at x.go:1' }),
});

describe('One verdict on all plugins of an archive', () => {
  let own: Results;
  before(async () => {
    own = readResults(await readFile(GOLDEN, 'utf8'));
    delete own.run.interruption;
    delete own.run.trouble;
  });
  const sonobuoy = {
    id: '6f1c',
    startedAt: '2026-11-21T08:00:00.000Z',
    endedAt: '2026-11-21T10:00:00.000Z',
    version: 'v1.36.3',
  };
  const shakedown = plugin('shakedown');

  it('does not pass when a plugin that decides has judged nothing, as one whose focus names no test, and says which', () => {
    const passed = { ...own, tests: own.tests.filter(({ status }) => status === 'passed') };
    const plan = passed.tests.map(({ id, area, title }) => ({ id, area, title, safety: 'read' as const }));
    const idle = plugin('e2e', { cases: [one('a', 'skipped'), one('b', 'skipped')] });
    const of = { own: { ...passed, plan }, plugins: [idle, shakedown], sonobuoy };
    const joined = joinPlugins(of);
    expect([verdict(joined).word, verdict(joined).exitCode]).to.deep.equal(['incomplete', 4]);
    expect(verdict(joined).sentence).to.match(/^INCOMPLETE: .*; nothing was judged by the plugin e2e \(2 skipped\)/);
    expect(toJUnit(joined)).to.match(/name="each plugin judges something".*\n.*nothing was judged by the plugin e2e/);
    expect(verdict(joinPlugins(of, { wanted: ['shakedown'] })).word).to.equal('passed');
    const logs = plugin('systemd-logs', { judges: false });
    expect(verdict(joinPlugins({ ...of, plugins: [logs, shakedown] })).word).to.equal('passed');
  });

  it('takes no set-up and clean-up of ginkgo for a test that passed, and a failed one for a failure', () => {
    const around = [
      ...['[SynchronizedBeforeSuite]', '[DeferCleanup (Suite)]', '[ReportAfterSuite] Kubernetes e2e suite report'],
    ].map((name) => one(name, 'passed'));
    const of = (...cases: PluginResults['cases']) =>
      joinPlugins({ own: undefined, plugins: [plugin('e2e', { cases })], sonobuoy });
    const idle = of(...around, one('[It] a', 'skipped'));
    expect([verdict(idle).word, idle.tests.map(({ id }) => id)]).to.deep.equal(['incomplete', ['e2e/[It] a']]);
    const none = of(...around);
    expect([verdict(none).word, none.tests[0]?.reason?.message]).to.deep.equal([
      'incomplete',
      'its results have no test in them',
    ]);
    expect(verdict(of(one('[SynchronizedBeforeSuite]', 'failed'), ...around.slice(1))).word).to.equal('failed');
    expect(of(...around, one('[It] a', 'passed')).tests).to.have.length(1);
  });

  it('covers ours and others: a failure of conformance fails it', () => {
    const e2e = plugin('e2e', { cases: [one('a', 'passed'), one('b', 'failed'), one('c', 'skipped')] });
    const joined = joinPlugins({ own, plugins: [e2e, shakedown], sonobuoy });
    expect(verdict(joined).word).to.equal('failed');
    expect(joined.run.id).to.equal(own.run.id);
    expect(joined.tests).to.have.length(own.tests.length + 3);
    expect(joined.tests.find(({ id }) => id === 'e2e/b')).to.deep.equal({
      ...{ id: 'e2e/b', area: 'e2e', title: 'b', status: 'failed', durationSeconds: 1, attempts: 1 },
      ...{ measurements: [], evidence: [] },
      reason: { code: 'PLUGIN_FAILED', message: 'expected 1', detail: 'expected 1\nat x.go:1' },
    });
    expect(pluginLines(joined)).to.deep.equal([
      'plugin        e2e: 1 failed, 1 passed, 1 skipped',
      '              e2e/b',
      'plugin        shakedown: 1 passed',
    ]);
  });

  it('is that of the plugins that are named; the others are told, and do not decide', () => {
    const e2e = plugin('e2e', { cases: [one('b', 'failed')] });
    const joined = joinPlugins({ own, plugins: [e2e, shakedown], sonobuoy }, { wanted: ['shakedown'] });
    expect(verdict(joined).word).to.equal('passed');
    expect(pluginLines(joined)[0]).to.equal('plugin        e2e: 1 failed; it does not decide (--plugins)');
    const ofE2e = joinPlugins({ own, plugins: [e2e, shakedown], sonobuoy }, { wanted: ['e2e'] });
    expect(verdict(ofE2e).sentence).to.equal('FAILED: 1 failed, of 1 test in 2h00m; run 6f1c of cluster staging');
    expect(() => joinPlugins({ own, plugins: [e2e], sonobuoy }, { wanted: ['e3e'] })).to.throw(
      "PLUGIN_UNKNOWN: there are none of a plugin 'e3e'\n  expected: plugins that the archive has results of\n  do:       choose from: e2e, shakedown",
    );
  });

  it('has failures of others that are quarantined: they do not decide, until the entry has expired', () => {
    const entry = (test: string, until: string) => ({ test, owner: 'net', reason: 'NET-7', until });
    const quarantine = [
      entry('e2e/[It] DNS *', '2026-11-25'),
      entry('e2e/gone', '2026-12-31'),
      entry('dns/*', '2020-01-01'),
    ];
    const plugins = [plugin('e2e', { cases: [one('[It] DNS is [slow]', 'failed'), one('a', 'passed')] })];
    const joined = joinPlugins({ own: undefined, plugins, sonobuoy }, { quarantine });
    expect(verdict(joined).sentence).to.equal('PASSED: 1 quarantined, 1 passed in 2h00m; run 6f1c');
    expect(pluginLines(joined)).to.deep.equal([
      'plugin        e2e: 1 quarantined, 1 passed',
      '              e2e/[It] DNS is [slow]: quarantined until 2026-11-25 (net): NET-7',
    ]);
    expect(joined.run.notes).to.deep.equal([
      'the quarantine of e2e/[It] DNS * ends soon, and then its failures decide again: until 2026-11-25 (net): NET-7',
      'the quarantine of e2e/gone matches no test',
    ]);
    const later = joinPlugins(
      { own: undefined, plugins, sonobuoy: { ...sonobuoy, endedAt: '2026-11-26T00:10:00.000Z' } },
      { quarantine: quarantine.slice(0, 1) },
    );
    expect(verdict(later).word).to.equal('failed');
    expect(later.run.notes).to.deep.equal([
      'the quarantine of e2e/[It] DNS * has expired, and its failures decide again: until 2026-11-25 (net): NET-7',
    ]);
    // The time of the run is not known.
    const { word } = verdict(
      joinPlugins({ own: undefined, plugins, sonobuoy: {} }, { quarantine, now: new Date('2027-01-01T00:00:00Z') }),
    );
    expect(word).to.equal('failed');
  });

  it('can be one without ours', () => {
    const e2e = plugin('e2e', { cases: [one('a', 'passed')] });
    const logs = plugin('systemd-logs', { files: 3, nodes: 3, judges: false });
    const joined = joinPlugins({ own: undefined, plugins: [e2e, logs], sonobuoy });
    expect(verdict(joined).sentence).to.equal('PASSED: 1 passed in 2h00m; run 6f1c');
    expect(pluginLines(joined)).to.deep.equal([
      'plugin        e2e: 1 passed',
      'plugin        systemd-logs: 3 files of 3 nodes, which judge nothing',
    ]);
    // It is what any other results are.
    expect(readResults(JSON.stringify(joined))).to.deep.equal(joined);
  });

  it('is incomplete when a plugin was lost, also ours, and when a report cannot be read; never green', () => {
    const e2e = plugin('e2e', { cases: [one('a', 'passed')] });
    const lost = plugin('e2e', { problems: [{ kind: 'lost', message: 'timeout waiting for results' }] });
    const torn = plugin('e2e', { ...e2e, problems: [{ kind: 'unreadable', message: 'its x.xml: it is cut off' }] });
    for (const [joined, text] of [
      [joinPlugins({ own, plugins: [lost], sonobuoy }), 'e2e/results'],
      [joinPlugins({ own, plugins: [torn], sonobuoy }), 'e2e/report'],
      [
        joinPlugins({ own: undefined, plugins: [e2e, plugin('shakedown', { problems: [] })], sonobuoy }),
        'shakedown/results',
      ],
    ] as const) {
      expect(verdict(joined).word).to.equal('incomplete');
      expect(pluginLines(joined)).to.include(`              ${text}`);
    }
    const nothing = joinPlugins({ own: undefined, plugins: [plugin('logs', { judges: false })], sonobuoy: {} });
    expect(verdict(nothing).sentence).to.equal('INCOMPLETE: no test was planned; run unknown');
  });

  it('is inconclusive about a word that is no verdict', () => {
    const joined = joinPlugins({ own: undefined, plugins: [plugin('p', { cases: [one('a', 'unknown')] })], sonobuoy });
    expect(verdict(joined).word).to.equal('inconclusive');
  });

  it('shows no credential of what a plugin says', () => {
    const cases = plantedSecrets.map(({ text }) => ({
      ...one('a', 'failed'),
      name: text,
      message: text,
      detail: text,
    }));
    const { tests } = joinPlugins({ own: undefined, plugins: [plugin('p', { cases })], sonobuoy });
    const shown = JSON.stringify(tests);
    expect(plantedSecrets.filter(({ secret }) => shown.includes(secret)).map(({ what }) => what)).to.deep.equal([]);
  });

  it('gives each test an id of its own, the same in every run', () => {
    const cases = [one('a', 'passed'), one('x', 'passed', 's1'), one('x', 'passed', 's2'), one('x', 'passed', 's2')];
    const { tests } = joinPlugins({
      own: undefined,
      plugins: [plugin('p', { cases: [...cases, { ...one('a', 'passed'), node: 'n1' }] })],
      sonobuoy,
    });
    expect(tests.map(({ id }) => id)).to.deep.equal(['p/a', 'p/s1/x', 'p/s2/x', 'p/s2/x #2', 'p/n1/a']);
  });
});
