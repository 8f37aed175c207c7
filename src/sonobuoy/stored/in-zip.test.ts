import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { create } from 'tar';
import { storedResults } from './stored-results.ts';
import { zipOf, type ZipFile } from './zip.fixture.ts';

const TEXT = '{"schemaVersion":1}';
const RUN = '20261121-081450-mnjv';
const PLUGIN = 'plugins/shakedown/results/global/results.json';
const JUNIT = '<testsuites><testsuite><testcase name="a"/></testsuite></testsuites>';

describe('A ZIP archive', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'zip-'))));
  afterEach(() => rm(directory, { recursive: true }));

  const written = async (bytes: Uint8Array) => {
    const file = join(directory, 'a.zip');
    await writeFile(file, bytes);
    return file;
  };
  const stored = async (files: Record<string, string | ZipFile>) => await storedResults(await written(zipOf(files)));
  const refusal = async (bytes: Uint8Array) => {
    try {
      return `it was read: ${JSON.stringify(await storedResults(await written(bytes)))}`;
    } catch (error) {
      const { code, seen } = error as { code: string; seen: string };
      return `${code}: ${seen.replaceAll(directory, 'DIR')}`;
    }
  };
  const sonobuoy = async () => {
    const [root, file] = [join(directory, 'root'), join(directory, 'a.tar.gz')];
    await create({ file, cwd: await treeOf(root), gzip: true }, ['.']);
    return await readFile(file);
  };
  const treeOf = async (root: string) => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(root, PLUGIN, '..'), { recursive: true });
    await writeFile(join(root, PLUGIN), TEXT);
    return root;
  };

  for (const [what, files] of Object.entries<Record<string, string | ZipFile>>({
    'of results.json': { 'results.json': TEXT },
    'of results.json, stored': { 'results.json': { text: TEXT, method: 0 } },
    'of the directory of a run': { [`${RUN}/results.json`]: TEXT, [`${RUN}/junit.xml`]: JUNIT },
    'of an unpacked archive': { [PLUGIN]: TEXT },
    'of Windows, with its own slashes': { [`${RUN}\\results.json`]: TEXT },
    'of macOS': { 'run/results.json': TEXT, '__MACOSX/run/._results.json': '\0\u0005Mac OS X', 'run/.DS_Store': 'x' },
  }))
    it(`${what} has its results`, async () => {
      expect((await stored(files)).text).to.equal(TEXT);
    });

  it('of an archive of Sonobuoy has the results in it, as CI systems pack artefacts', async () => {
    expect((await stored({ 'artefacts/sonobuoy.tar.gz': { text: await sonobuoy() } })).text).to.equal(TEXT);
  });

  it('of a run that was killed has what its journal tells', async () => {
    const run = {
      id: 'r1',
      startedAt: '2026-11-21T08:14:50.000Z',
      suiteVersion: '1',
      configDigest: 'x',
      dryRun: false,
    };
    const journal = JSON.stringify({
      type: 'run',
      run: { ...run, cluster: { name: 'prod', nodes: [] } },
      deadlineSeconds: 60,
    });
    const { text = '' } = await stored({ [`${RUN}/journal.ndjson`]: `${journal}\n` });
    expect(JSON.parse(text).run).to.include({ id: 'r1' });
  });

  const huge = { text: 'x', stated: 0xf000_0000 };
  for (const [what, make, seen] of [
    ['is empty', () => zipOf({}), 'RESULTS_NOT_FOUND: DIR/a.zip: it has no files'],
    [
      'has something else',
      () => zipOf({ 'src/main.ts': 'x' }),
      'RESULTS_NOT_FOUND: DIR/a.zip: it has no results.json of shakedown',
    ],
    [
      'has several runs',
      () => zipOf({ 'r1/results.json': TEXT, 'r2/results.json': TEXT }),
      'RESULTS_NOT_FOUND: DIR/a.zip: it has the results of several runs: r1/results.json, r2/results.json',
    ],
    [
      'has several archives',
      () => zipOf({ 'a.tar.gz': 'x', 'b.zip': 'x' }),
      'RESULTS_NOT_FOUND: DIR/a.zip: it has no results.json, but other archives: a.tar.gz, b.zip',
    ],
    [
      'has another one in it',
      () => zipOf({ 'b.zip': { text: zipOf({ 'results.json': TEXT }) } }),
      'RESULTS_UNREADABLE: DIR/a.zip: b.zip: it is a ZIP archive in another archive',
    ],
    [
      'has an archive in it that was cut off',
      () => zipOf({ 'a.tar.gz': { text: gzipSync('x'.repeat(99)).subarray(0, 20) } }),
      'RESULTS_UNREADABLE: DIR/a.zip: a.tar.gz: it is incomplete: it ends in the middle, as after an interrupted download',
    ],
    [
      'was cut off',
      () => zipOf({ 'results.json': TEXT }).subarray(0, 40),
      'RESULTS_UNREADABLE: DIR/a.zip: it is incomplete: it ends in the middle, as after an interrupted download',
    ],
    [
      'has wrong bytes',
      () => zipOf({ 'results.json': { text: TEXT, crc: 1 } }),
      'RESULTS_UNREADABLE: DIR/a.zip: its results.json is damaged: its checksum differs',
    ],
    [
      'is encrypted',
      () => zipOf({ 'results.json': { text: TEXT, flags: 1 } }),
      'RESULTS_UNREADABLE: DIR/a.zip: its results.json is encrypted',
    ],
    [
      'is compressed by a newer method',
      () => zipOf({ 'results.json': { text: TEXT, method: 93 } }),
      'RESULTS_UNREADABLE: DIR/a.zip: its results.json is compressed in a way that is not read',
    ],
    [
      'has a path that leads out of it',
      () => zipOf({ '../../results.json': TEXT }),
      'RESULTS_UNREADABLE: DIR/a.zip: it has a file whose path leaves the archive',
    ],
    [
      'has a link',
      () => zipOf({ 'results.json': { text: '/etc/passwd', mode: 0o120_777 } }),
      'RESULTS_NOT_FOUND: DIR/a.zip: its results.json is a link, which is not followed',
    ],
    [
      'was made to fill a disk',
      () => zipOf({ 'r1/results.json': huge, 'a/b': huge }),
      'RESULTS_UNREADABLE: DIR/a.zip: it is larger than 4 GiB without compression',
    ],
    [
      'has more than it states',
      () => zipOf({ 'results.json': { text: 'x'.repeat(9_999), stated: 10 } }),
      'RESULTS_UNREADABLE: DIR/a.zip: it is damaged',
    ],
  ] as const)
    it(`that ${what} is refused in one sentence`, async () => {
      expect(await refusal(make())).to.equal(seen);
    });
});
