import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { create } from 'tar';
import type { PluginResults } from './plugins/plugin-results.ts';
import { storedResults } from './stored-results.ts';

const definition = (format: string, files: string[] = []) =>
  JSON.stringify({ Definition: { 'sonobuoy-config': { 'result-format': format, 'result-files': files } } });
const JUNIT =
  '<testsuite name="s"><testcase name="a"/><testcase name="b"><failure message="m"/></testcase></testsuite>';
const ITEMS = 'name: p\nstatus: failed\nitems: [{name: s, items: [{name: c, status: passed}]}]';
const RAW =
  'name: p\nstatus: passed\nitems: [{name: n1, items: [{name: log, status: passed, meta: {file: results/n1/log}}]}]';

describe('The plugins of an archive of Sonobuoy', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'plugins-'))));
  afterEach(() => rm(directory, { recursive: true }));

  async function unpacked(files: Record<string, string>) {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(directory, 'root', path, '..'), { recursive: true });
      await writeFile(join(directory, 'root', path), text);
    }
    return join(directory, 'root');
  }
  async function packed(files: Record<string, string>) {
    const cwd = await unpacked(files);
    const file = join(directory, 'a.tar.gz');
    await create({ file, cwd, gzip: true }, ['.']);
    return file;
  }
  const shortly = ({ name, cases, problems, judges }: PluginResults) => [
    name,
    cases.map((one) => [one.node, one.name, one.status].filter(Boolean).join(' ')).join(', '),
    problems.map(({ node, kind, message }) => [node, kind, message].filter(Boolean).join(' ')).join(', '),
    judges ? 'judges' : 'does not judge',
  ];
  const read = async (files: Record<string, string>) =>
    ((await storedResults(await packed(files))).plugins ?? []).map(shortly);

  for (const [what, files, expected] of [
    [
      'have the tests of their JUnit reports',
      {
        'plugins/e2e/definition.json': definition('junit'),
        'plugins/e2e/results/global/junit_01.xml': JUNIT,
        'plugins/e2e/sonobuoy_results.yaml': ITEMS,
      },
      [['e2e', 'a passed, b failed', '', 'judges']],
    ],
    [
      'have those of the files that their definitions name, of each node',
      {
        'plugins/p/definition.json': definition('e2e', ['own.xml']),
        'plugins/p/results/n1/own.xml': JUNIT,
        'plugins/p/results/n2/own.xml': JUNIT,
        'plugins/p/results/n2/shard.xml': JUNIT,
      },
      [['p', 'n1 a passed, n1 b failed, n2 a passed, n2 b failed', '', 'judges']],
    ],
    [
      'have tests although a mistyped format would make Sonobuoy pass them',
      { 'plugins/p/definition.json': definition('junits'), 'plugins/p/results/global/x.xml': JUNIT },
      [['p', 'a passed, b failed', '', 'judges']],
    ],
    [
      'have those of sonobuoy_results.yaml when they report in another way, or their reports are not there',
      {
        'plugins/m/definition.json': definition('manual'),
        'plugins/m/results/global/dump.xml': JUNIT,
        'plugins/m/sonobuoy_results.yaml': ITEMS,
        'plugins/n/sonobuoy_results.yaml': ITEMS,
      },
      [
        ['m', 'c passed', '', 'judges'],
        ['n', 'c passed', '', 'judges'],
      ],
    ],
    [
      'judge nothing when they hand over files alone',
      {
        'plugins/systemd-logs/definition.json': definition('raw'),
        'plugins/systemd-logs/results/n1/log': 'x',
        'plugins/systemd-logs/results/n2/log': 'x',
        'plugins/systemd-logs/sonobuoy_results.yaml': RAW,
      },
      [['systemd-logs', '', '', 'does not judge']],
    ],
    [
      'are lost when Sonobuoy has an error of them, also on one of their nodes',
      {
        'plugins/e2e/definition.json': definition('junit'),
        'plugins/e2e/errors/global/error.json': '{"error":"timeout waiting for results"}',
        'plugins/p/results/n1/x.xml': JUNIT,
        'plugins/p/errors/n2/error.json': '{"error":"no\\u001b[1m node","pod":{}}',
        'plugins/q/errors/global/error.json': 'x',
      },
      [
        ['e2e', '', 'lost timeout waiting for results', 'judges'],
        ['p', 'n1 a passed, n1 b failed', 'n2 lost no node', 'judges'],
        ['q', '', 'lost Sonobuoy has an error of it, and does not say which', 'judges'],
      ],
    ],
    [
      'are lost when they have handed over nothing, or no test: that is no pass',
      {
        'plugins/p/definition.json': definition('junit'),
        'plugins/q/definition.json': definition('junit'),
        'plugins/q/results/global/x.xml': '<testsuites/>',
        'plugins/r/definition.json': definition('raw'),
      },
      [
        ['p', '', 'lost its results have no test in them', 'judges'],
        ['q', '', 'lost its results have no test in them', 'judges'],
        ['r', '', 'lost it has handed over nothing', 'judges'],
      ],
    ],
    [
      'are in error when their reports cannot be read; what was read of them counts',
      {
        'plugins/p/results/global/x.xml': `${JUNIT.replace('</testsuite>', '')}<testcase`,
        'plugins/q/definition.json': definition('manual'),
        'plugins/q/sonobuoy_results.yaml': '[',
      },
      [
        [
          'p',
          'a passed, b failed',
          'unreadable its x.xml: it is not valid XML (line 1): unclosed tag: testsuite',
          'judges',
        ],
        ['q', '', 'unreadable its sonobuoy_results.yaml: it is not as Sonobuoy writes it', 'judges'],
      ],
    ],
    [
      'are not those that a Mac or an attacker has added',
      {
        'plugins/p/results/global/._x.xml': JUNIT,
        '__MACOSX/plugins/q/results/global/x.xml': JUNIT,
        'plugins/p/results/global/x.xml': JUNIT,
        'resources/x.xml': JUNIT,
      },
      [['p', 'a passed, b failed', '', 'judges']],
    ],
  ] as const)
    it(what, async () => {
      expect(await read(files)).to.deep.equal(expected);
    });

  it('are the same when it is unpacked, and below a directory', async () => {
    const files = {
      'top/plugins/e2e/results/global/junit_01.xml': JUNIT,
      'top/plugins/s/results/n1/log': 'x',
      'top/meta/config.json': '{"UUID":"6f1c"}',
      'top/serverversion.json': '{"major":"1","gitVersion":"v1.36.3"}',
    };
    const inArchive = await storedResults(await packed(files));
    const inDirectory = await storedResults(await unpacked(files));
    expect(inDirectory.plugins).to.deep.equal(inArchive.plugins);
    expect(inDirectory.sonobuoy).to.include({ id: '6f1c', version: 'v1.36.3' });
    expect(inArchive.sonobuoy).to.include({ id: '6f1c', version: 'v1.36.3' });
  });

  it('are not read from links, which may lead anywhere', async () => {
    const root = await unpacked({ 'plugins/p/results/global/x.xml': JUNIT, 'secret.xml': JUNIT });
    await mkdir(join(root, 'plugins/q/results/global'), { recursive: true });
    await symlink(join(root, 'secret.xml'), join(root, 'plugins/q/results/global/x.xml'));
    const { plugins } = await storedResults(root);
    expect(plugins?.map(shortly)).to.deep.equal([['p', 'a passed, b failed', '', 'judges']]);
  });
});
