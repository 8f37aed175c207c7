import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { create, Header, replace } from 'tar';
import { storedResults } from './stored-results.ts';

const OURS = 'plugins/shakedown/results/global';
const OTHER = 'plugins/e2e/results/global';
const TEXT = '{"schemaVersion":1}';

describe('The results of a run, as people have them,', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'stored-'))));
  afterEach(() => rm(directory, { recursive: true }));

  /** Writes files below a directory, given by path and text. */
  async function tree(files: Record<string, string>, name = 'root') {
    const root = join(directory, name);
    await mkdir(root, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return root;
  }
  async function packed(files: Record<string, string>, name = 'a.tar.gz', gzip = true) {
    const root = await tree(files);
    const file = join(directory, name);
    await create({ file, cwd: root, gzip }, ['.']);
    return file;
  }
  const bytesAs = async (name: string, bytes: string | Uint8Array) => {
    const file = join(directory, name);
    await writeFile(file, bytes);
    return file;
  };
  const sonobuoy = { [`${OURS}/results.json`]: TEXT, [`${OTHER}/results.json`]: '{}', 'meta/run.log': 'x' };
  const refusal = async (path: string) => {
    try {
      return `it was read: ${JSON.stringify(await storedResults(path))}`;
    } catch (error) {
      const { code, seen, meaning } = error as { code: string; seen: string; meaning: string };
      expect(meaning).to.equal('usage');
      return `${code}: ${seen.replaceAll(directory, 'DIR')}`;
    }
  };

  const readable: Record<string, () => Promise<string>> = {
    'results.json': () => bytesAs('results.json', TEXT),
    'results.json under another name': () => bytesAs('mine', TEXT),
    'results.json with a mark of the byte order': () => bytesAs('results.json', `\uFEFF${TEXT}`),
    'results.json, compressed': () => bytesAs('results.json.gz', gzipSync(TEXT)),
    'the directory of a run': () => tree({ 'results.json': TEXT, 'evidence/results.json': '{}' }),
    'the archive of a directory of a run': () => packed({ '20261121-081450-mnjv/results.json': TEXT }),
    'an archive as it was fetched': () => packed(sonobuoy),
    'an archive without an ending': () => packed(sonobuoy, 'download'),
    'an archive that is not compressed': () => packed(sonobuoy, 'a.tar', false),
    'an archive that is not compressed, with the wrong ending': () => packed(sonobuoy, 'a.tar.gz', false),
    'an archive that is compressed twice': async () =>
      bytesAs('b.tar.gz', gzipSync(await readFile(await packed(sonobuoy)))),
    'an unpacked archive': () => tree(sonobuoy),
    'an unpacked archive in a directory of its name': () =>
      tree(Object.fromEntries(Object.entries(sonobuoy).map(([path, text]) => [`202611_sonobuoy_1/${path}`, text]))),
    'an archive that was repacked on a Mac': () =>
      packed({
        [`a/${OURS}/results.json`]: TEXT,
        [`a/${OURS}/._results.json`]: '\0\u0005Mac OS X',
        [`__MACOSX/a/${OURS}/results.json`]: 'no',
        [`a/${OURS}/PaxHeaders.0/results.json`]: '30 mtime=1\n',
      }),
    'an archive of GNU tar': async () => {
      const root = await tree({ [`${'long/'.repeat(30)}${OURS}/results.json`]: TEXT });
      const file = join(directory, 'gnu.tgz');
      execFileSync('tar', ['--format=gnu', '-czf', file, '-C', root, '.']);
      return file;
    },
    'an archive to which newer results were appended': async () => {
      const file = await packed({ 'r1/results.json': '{"schemaVersion":0}' }, 'a.tar', false);
      await replace({ file, cwd: await tree({ 'r1/results.json': TEXT }) }, ['./r1/results.json']);
      return file;
    },
    'a link to an archive': async () => {
      const link = join(directory, 'link');
      await symlink(await packed(sonobuoy), link);
      return link;
    },
  };
  for (const [what, make] of Object.entries(readable))
    it(`are read from ${what}`, async () => {
      expect((await storedResults(await make())).text).to.equal(TEXT);
    });

  /** Does something without the rights of the superuser, who reads everything. */
  const asNobody = async <T>(act: () => Promise<T>): Promise<T> => {
    const isSuperuser = process.geteuid?.() === 0;
    if (isSuperuser) process.seteuid?.(65_534);
    try {
      return await act();
    } finally {
      if (isSuperuser) process.seteuid?.(0);
    }
  };
  for (const [what, path, seen] of [
    ['it', '.', 'DIR/root: it cannot be read (EACCES)'],
    ['a directory below it', 'meta', 'DIR/root: its meta cannot be read (EACCES)'],
    ['its results', `${OURS}/results.json`, `DIR/root: its ${OURS}/results.json cannot be read (EACCES)`],
  ] as const)
    it(`are not read from a directory when ${what} may not be read, which one sentence says`, async () => {
      const root = await tree(sonobuoy);
      await chmod(directory, 0o755);
      await chmod(join(root, path), 0);
      expect(await asNobody(() => refusal(root))).to.equal(`RESULTS_UNREADABLE: ${seen}`);
      await chmod(join(root, path), 0o700);
    });

  const html = '<!DOCTYPE html><html><body>Sign in</body></html>';
  const unreadable: Record<string, [() => Promise<string>, string]> = {
    'nothing at all': [async () => join(directory, 'none'), 'RESULTS_NOT_FOUND: there is no DIR/none'],
    'a URL': [
      async () => 's3://runs/a.tar.gz',
      'RESULTS_UNREADABLE: s3://runs/a.tar.gz: it is a URL, which is not fetched',
    ],
    'an empty file': [() => bytesAs('a.tar.gz', ''), 'RESULTS_UNREADABLE: DIR/a.tar.gz: it is empty'],
    'an empty archive': [() => packed({}), 'RESULTS_NOT_FOUND: DIR/a.tar.gz: it has no files'],
    'an empty directory': [() => tree({}), 'RESULTS_NOT_FOUND: DIR/root: it has no files'],
    'an archive that was cut off': [
      async () => {
        const file = await packed({ ...sonobuoy, 'meta/more': Array.from({ length: 9_000 }, Math.random).join() });
        return bytesAs('cut.tar.gz', (await readFile(file)).subarray(0, 40_000));
      },
      'RESULTS_UNREADABLE: DIR/cut.tar.gz: it is incomplete: it ends in the middle, as after an interrupted download; 1 file was there',
    ],
    'an archive that was cut off in its first bytes': [
      async () => bytesAs('cut.tar.gz', (await readFile(await packed(sonobuoy))).subarray(0, 12)),
      'RESULTS_UNREADABLE: DIR/cut.tar.gz: it is incomplete: it ends in the middle, as after an interrupted download',
    ],
    'a .tar that was cut off': [
      async () => {
        const file = await packed({ ...sonobuoy, 'z/more': 'x'.repeat(100_000) }, 'a.tar', false);
        return bytesAs('cut.tar', (await readFile(file)).subarray(0, 60_000));
      },
      'RESULTS_UNREADABLE: DIR/cut.tar: it is incomplete: it ends in the middle, as after an interrupted download; 2 files were there',
    ],
    'a .tar that was cut off between two of its files': [
      async () => {
        const bytes = await readFile(await packed({ 'r1/results.json': TEXT }, 'a.tar', false));
        return bytesAs('cut.tar', bytes.subarray(0, bytes.indexOf(TEXT) + 512));
      },
      'RESULTS_UNREADABLE: DIR/cut.tar: it is incomplete: it ends in the middle, as after an interrupted download; 1 file was there',
    ],
    'an archive with wrong bytes': [
      async () => {
        const bytes = await readFile(await packed({ ...sonobuoy, 'meta/more': 'x'.repeat(10_000) }));
        return bytesAs('a.tgz', Buffer.concat([bytes.subarray(0, 40), Buffer.alloc(200, 7), bytes.subarray(240)]));
      },
      'RESULTS_UNREADABLE: DIR/a.tgz: it is damaged',
    ],
    'a web page': [
      () => bytesAs('a.tar.gz', html),
      'RESULTS_UNREADABLE: DIR/a.tar.gz: it is a web page, such as a sign-in or an error that was saved in its place',
    ],
    'a web page, compressed': [
      () => bytesAs('a.tar.gz', gzipSync(html)),
      'RESULTS_UNREADABLE: DIR/a.tar.gz: it is a web page, such as a sign-in or an error that was saved in its place',
    ],
    'an archive of xz': [
      () => bytesAs('a.tar.xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])),
      'RESULTS_UNREADABLE: DIR/a.tar.xz: it is compressed with xz, which is not read',
    ],
    'XML of something else': [
      () => bytesAs('pom.xml', '<?xml version="1.0"?><project/>'),
      'RESULTS_UNREADABLE: DIR/pom.xml: it is XML, but no JUnit report',
    ],
    'a picture': [
      () => bytesAs('a.tar.gz', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13])),
      'RESULTS_UNREADABLE: DIR/a.tar.gz: it is neither results.json, a JUnit report nor an archive of Sonobuoy',
    ],
    'an archive in an archive': [
      () => packed({ 'artifacts/sonobuoy.tar.gz': 'x' }),
      'RESULTS_NOT_FOUND: DIR/a.tar.gz: it has no results.json, but another archive: artifacts/sonobuoy.tar.gz',
    ],
    'the directory of all runs': [
      () => tree({ 'r1/results.json': TEXT, 'r2/results.json': TEXT }),
      'RESULTS_NOT_FOUND: DIR/root: it has the results of several runs: r1/results.json, r2/results.json',
    ],
    'an archive of something else': [
      () => packed({ 'src/main.ts': 'x' }),
      'RESULTS_NOT_FOUND: DIR/a.tar.gz: it has no results.json of shakedown',
    ],
    'a link in an archive': [
      async () => {
        const root = await tree({ 'meta/run.log': 'x' });
        await mkdir(join(root, OURS), { recursive: true });
        await symlink('/etc/passwd', join(root, OURS, 'results.json'));
        const file = join(directory, 'a.tar.gz');
        await create({ file, cwd: root, gzip: true }, ['.']);
        return file;
      },
      'RESULTS_NOT_FOUND: DIR/a.tar.gz: its results.json is a link, which is not followed',
    ],
    'a loop of links': [
      async () => {
        const root = await tree({});
        await symlink('..', join(root, 'loop'));
        await symlink('results.json', join(root, 'results.json'));
        return root;
      },
      'RESULTS_NOT_FOUND: DIR/root: its results.json is a link, which is not followed',
    ],
    'a link to itself': [
      async () => {
        await symlink('self', join(directory, 'self'));
        return join(directory, 'self');
      },
      'RESULTS_UNREADABLE: DIR/self: it cannot be read (ELOOP)',
    ],
    'a device': [async () => '/dev/zero', 'RESULTS_UNREADABLE: /dev/zero: it is neither a file nor a directory'],
  };
  for (const [what, [make, seen]] of Object.entries(unreadable))
    it(`are not read from ${what}, which one sentence says`, async () => {
      expect(await refusal(await make())).to.equal(seen);
    });

  for (const [what, files, seen, todo] of [
    [
      'the journal of a run that was killed',
      { 'journal.ndjson': '{}', 'shakedown.log': '' },
      'it has the journal of a run, but no results.json: the run was killed before it wrote them, or has just begun',
      'wait for the end of the run if it is alive; else run the suite again. journal.ndjson has a line for each fact until then',
    ],
    [
      'another archive',
      { 'sonobuoy.tar.gz': 'x' },
      'it has no results.json, but another archive: sonobuoy.tar.gz',
      'name that one, or unpack it and name its directory',
    ],
  ] as const)
    it(`that are absent beside ${what} say what to do`, async () => {
      const root = await tree(files);
      const message = await storedResults(root).catch((error: Error) => error.message);
      expect(message).to.equal(
        `RESULTS_NOT_FOUND: ${root}: ${seen}\n  expected: the results of a run\n  do:       ${todo}`,
      );
    });

  it('do not fill the memory: a file that is too large is refused before it is unpacked', async () => {
    const block = Buffer.alloc(512);
    new Header({ path: `${OURS}/results.json`, type: 'File', size: 600 * 1024 ** 2, mtime: new Date(0) }).encode(block);
    const bomb = await bytesAs('bomb.tar.gz', gzipSync(Buffer.concat([block, Buffer.alloc(1024 ** 2)])));
    expect(await refusal(bomb)).to.equal(
      'RESULTS_UNREADABLE: DIR/bomb.tar.gz: its results.json is larger than 512 MiB',
    );
  });
});
