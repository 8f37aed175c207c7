import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Results } from '../../results/model.ts';
import { exampleEvidence, exampleRun, exampleTest } from '../charts/example-run.fixture.ts';
import { exampleHistory } from '../history/example-history.fixture.ts';
import { hrefOf, shownEvidence } from './evidence-texts.ts';
import { embeddedJson, html, markup } from './markup.ts';
import { pageAssets } from './page-assets.ts';
import { readEvidence } from './read-evidence.ts';
import { toReport } from './report.ts';
import { testData } from './test-data.ts';

/** The page without its style, its script and what the script reads. */
const visible = (page: string) =>
  page.replaceAll(/<(style|script)\b[^]*?<\/\1>/g, '').replaceAll(/<svg[^]*?<\/svg>/g, '');
const words = (page: string) =>
  visible(page)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('Markup of the report', () => {
  it('escapes every value that is not markup itself', () => {
    const hostile = `<b a="1">&'`;
    expect(html`<p title="${hostile}">${[hostile, markup('<i>')]}${false}${undefined}${0}</p>`.toString()).to.equal(
      '<p title="&lt;b a=&quot;1&quot;&gt;&amp;&#39;">&lt;b a=&quot;1&quot;&gt;&amp;&#39;<i>0</p>',
    );
  });

  it('embeds JSON that cannot end its element', () => {
    const value = { text: '</script><!--<script>\u2028' };
    const json = embeddedJson(value).toString();
    expect(json).to.not.match(/[<\u2028]/);
    expect(JSON.parse(json)).to.deep.equal(value);
  });
});

describe('The report', () => {
  const page = toReport(exampleRun, { texts: exampleEvidence });

  it('is the same each time, and ends with a line feed', () => {
    expect(toReport(structuredClone(exampleRun), { texts: exampleEvidence })).to.equal(page);
    expect(page).to.match(/[^\n]\n$/);
  });

  it('has without a script the verdict, causes with what to do, what was not covered, and measurements', () => {
    const text = words(page);
    for (const one of [
      '3 failed, 1 error, 1 not run, 1 inconclusive',
      'it cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory',
      'do, for one of them kubectl -n team-b describe pod db-1',
      'do kubectl -n team-a describe pod web-6f9c7d5b8-x2xkq',
      'workloads/statefulset/team-c/db StatefulSet team-c/db is rolled out',
      '4 not selected (disruptive)',
      'storage: there is no StorageClass (storage/default-storage-class)',
      '1 not served here: gateways.gateway.networking.k8s.io',
      'autoscaling/under-load/cpu metric-above-target 31.2 s 1m15s 42 % metrics window 60 s + sync interval 15 s',
      'the clock of node worker-2 is 1.2 s ahead',
      'Run 20261128-060000-mnjv Cluster staging',
      'scope.excludeNamespaces sandbox --set',
    ])
      expect(text).to.include(one);
    expect(text.indexOf('Failed') < text.indexOf('What did not pass') || text.startsWith('failed')).to.equal(true);
  });

  it('shows a quarantined failure as such, with who knows of it, and nothing of it as failed', () => {
    const quarantine = { owner: 'team-shop', reason: 'SHOP-12', until: '2026-12-31' };
    const failed = exampleRun.tests.find(({ status }) => status === 'failed');
    const passed = exampleRun.tests.find(({ status }) => status === 'passed');
    if (!failed || !passed) expect.fail('the example has no such test');
    const known = toReport({ ...exampleRun, plan: [], tests: [passed, { ...failed, quarantine }] });
    expect(words(known)).to.include('1 quarantined').and.include('quarantined until 2026-12-31 (team-shop): SHOP-12');
    expect(visible(known))
      .to.include('data-status="quarantined"')
      .and.not.match(/data-status="failed"|value="failed"/);
    expect(testData({ ...exampleRun, tests: [{ ...failed, quarantine }] }, new Map())[0]?.status).to.equal(
      'quarantined',
    );
  });

  it('admits its own style and script alone', () => {
    const { policy, style, script } = pageAssets(['report.js', 'theme.js']);
    expect(page).to.include(`<style>${style}</style>`).and.include(`<script>${script}</script>`);
    expect(policy).to.match(
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'/,
    );
    expect(page).to.not.match(/ style=| on[a-z]+="|javascript:|(?:src|href)="(?:https?:)?\/\//i);
  });

  it('has the history of its cluster where earlier runs are known, and nothing of it elsewhere', () => {
    expect(words(page)).to.not.include('History');
    const whole = toReport(exampleRun, { history: exampleHistory });
    const text = words(whole);
    for (const one of [
      'History 0 of 5 runs passed (0 %); 3 more had no verdict on the cluster.',
      '20261128-060000-mnjv 2026-11-28 06:00',
      'workloads/deployment/team-a/web 5 of 8 0 % fails since run night-6, 3 in a row',
      'Measurements that moved most Measurement Trend Median before Newest Budget',
    ])
      expect(text).to.include(one);
    expect(whole)
      .to.include('aria-label="passed, passed, passed, passed, passed, failed, failed, failed"')
      .and.match(/aria-label="observability\/own-metric time-to-visible, the oldest run first: [^"]*; budget 1m15s"/);
    expect(whole.slice(whole.indexOf('id="history"'), whole.indexOf('id="tests"'))).to.not.match(
      /NaN|undefined| style=/,
    );
  });

  it('names nothing that is not recorded as if it were', () => {
    const { criticalPath: _, settings: __, ...run } = exampleRun.run;
    const text = words(toReport({ ...exampleRun, run }));
    expect(text).to.include('Which tests are on the critical path is not recorded in these results.');
    expect(text).to.include('No test has kept how an HPA followed a load');
    expect(text).to.include('Latency of the load over time: loadtest/life-cycle');
    expect(text).to.include('Settings Not recorded in these results.');
  });

  it('is a page also of a run without tests, of a dry run, and of one that could not judge', () => {
    const { run } = exampleRun;
    const none: Results = { ...exampleRun, plan: [], tests: [], run: { ...run, dryRun: true } };
    expect(words(toReport(none))).to.include('No test was planned');
    const trouble = {
      kind: 'infrastructure',
      code: 'X',
      message: 'the API server does not answer',
      todo: 'kubectl version',
    } as const;
    expect(words(toReport({ ...none, run: { ...run, trouble } }))).to.include('do kubectl version');
  });
});

describe('The evidence in a report', () => {
  it('has the cluster before the first test, in the page or as a link, without a script', () => {
    const evidence = [
      { title: 'nodes <b>', file: 'evidence/before-nodes.txt' },
      { title: 'warnings', file: 'evidence/before-warnings.txt' },
      { title: 'foreign', file: '../etc/passwd' },
    ];
    const run = { ...exampleRun, run: { ...exampleRun.run, evidence } };
    const page = toReport(run, { texts: new Map([['evidence/before-nodes.txt', 'worker-1 <Ready>']]) });
    expect(words(page)).to.include(
      'The cluster before the first test nodes &lt;b&gt; worker-1 &lt;Ready&gt; the file warnings (a file next to this page) foreign',
    );
    expect(page)
      .to.include('<a href="evidence/before-nodes.txt">the file</a>')
      .and.include('<a href="evidence/before-warnings.txt">warnings</a>')
      .and.not.include('passwd');
    expect(toReport(exampleRun)).to.not.include('The cluster before the first test');
  });

  it('is as much of a text as a page has room for, where it is about the cluster', () => {
    const evidence = Array.from({ length: 30 }, (_, at) => ({ title: `t${at}`, file: `evidence/${at}.txt` }));
    const run = { ...exampleRun, run: { ...exampleRun.run, evidence } };
    const page = toReport(run, { texts: new Map(evidence.map(({ file }) => [file, 'x'.repeat(100_000)])) });
    expect(words(page)).to.include('50848 more characters are in the file .').and.include('and 10 more');
    expect(page.length).to.be.below(toReport(exampleRun).length + 400_000);
  });

  const withEvidence = (count: number, status: 'passed' | 'failed') =>
    Array.from({ length: count }, (_, index) =>
      exampleTest(`a/${status}-${index}`, status, 1, 1, {
        evidence: [{ title: 'log', file: `evidence/${status}-${index}.txt` }],
      }),
    );

  it('is in the page up to a limit, that of failed tests first; the rest is a link', () => {
    const tests = [...withEvidence(30, 'passed'), ...withEvidence(5, 'failed')];
    const texts = new Map(tests.flatMap(({ evidence: [one] }) => (one ? [[one.file, 'x'.repeat(100_000)]] : [])));
    const shown = [...shownEvidence({ tests }, texts)].map(([id, [one]]) => ({ id, ...one }));
    expect(shown.slice(0, 5).map(({ id }) => id)).to.deep.equal(tests.slice(30).map(({ id }) => id));
    expect(shown[0]?.text).to.have.length(48 * 1024);
    expect(shown[0]?.left).to.equal(100_000 - 48 * 1024);
    expect(shown.at(-1)).to.deep.equal({
      id: 'a/passed-29',
      title: 'log',
      href: 'evidence/passed-29.txt',
      left: 100_000,
    });
    expect(shown.reduce((sum, { text = '' }) => sum + text.length, 0)).to.equal(900 * 1024);
  });

  it('is linked by relative addresses alone', () => {
    expect(hrefOf('evidence/a b#?.txt')).to.equal('evidence/a%20b%23%3F.txt');
    expect(hrefOf('javascript:alert(1)')).to.equal('javascript%3Aalert(1)');
    for (const file of ['../x', '/etc/passwd', 'a/../../x', 'a//b', '', 'a\\..\\x'])
      expect(hrefOf(file)).to.equal(undefined);
  });

  it('is read from the directory of the run, and from nowhere else', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'report-'));
    try {
      await mkdir(join(directory, 'run/evidence'), { recursive: true });
      await writeFile(join(directory, 'secret.txt'), 'secret');
      await writeFile(join(directory, 'run/evidence/own.txt'), 'own');
      await symlink(join(directory, 'secret.txt'), join(directory, 'run/evidence/link.txt'));
      const files = ['evidence/own.txt', 'evidence/link.txt', '../secret.txt', 'evidence/absent.txt', 'evidence'];
      const tests = [exampleTest('a/b', 'failed', 1, 1, { evidence: files.map((file) => ({ title: 'x', file })) })];
      const run = { evidence: [{ title: 'nodes', file: 'evidence/before.txt' }] };
      await writeFile(join(directory, 'run/evidence/before.txt'), 'before');
      expect([...(await readEvidence(join(directory, 'run'), { run, tests }))]).to.deep.equal([
        ['evidence/before.txt', 'before'],
        ['evidence/own.txt', 'own'],
      ]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('What the script of the report reads', () => {
  it('has of each test what there is, as texts', () => {
    const [first] = testData(exampleRun, new Map());
    expect(first).to.deep.include({
      id: 'workloads/deployment/team-a/web',
      status: 'failed',
      took: '2m00s',
      safety: 'read',
    });
    expect(first?.todo).to.equal('kubectl -n team-a describe pod web-6f9c7d5b8-x2xkq');
    expect(first).to.not.have.any.keys('evidence', 'notes', 'attempts', 'measurements');
  });
});
