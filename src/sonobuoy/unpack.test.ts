import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { create } from 'tar';
import { errorOfPlugin, readFromArchive, unpackPlugin } from './unpack.ts';

describe('An archive of Sonobuoy', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'unpack-'))));
  afterEach(() => rm(directory, { recursive: true }));

  /** Packs files, given by path and text, as Sonobuoy does. */
  async function archived(files: Record<string, string>, change: (root: string) => Promise<void> = async () => {}) {
    const root = join(directory, 'root');
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await change(root);
    const file = join(directory, 'sonobuoy.tar.gz');
    await create({ file, cwd: root, gzip: true }, await readdir(root));
    return file;
  }
  async function unpacked(archive: string) {
    const target = join(directory, 'target');
    await mkdir(target);
    const count = await unpackPlugin(archive, 'shakedown', target);
    return { count, files: (await readdir(target, { recursive: true })).sort(), target };
  }
  const results = 'plugins/shakedown/results/global';

  it('contains the results of the plugin; nothing else is unpacked', async () => {
    const archive = await archived({
      [`${results}/results.json`]: '{}',
      [`${results}/evidence/a.txt`]: 'a',
      'plugins/e2e/results/global/junit.xml': '<x/>',
      'resources/cluster/core_v1_nodes.json': '[]',
    });
    const { count, files, target } = await unpacked(archive);
    expect(count).to.equal(2);
    expect(files).to.deep.equal(['evidence', 'evidence/a.txt', 'results.json']);
    expect(await readFile(join(target, 'evidence/a.txt'), 'utf8')).to.equal('a');
  });

  it('is unpacked without links, which could lead anywhere', async () => {
    const archive = await archived({ [`${results}/results.json`]: '{}' }, (root) =>
      symlink('/etc/passwd', join(root, results, 'passwd')),
    );
    expect((await unpacked(archive)).files).to.deep.equal(['results.json']);
  });

  it('is refused when a path leads out of it', async () => {
    const file = join(directory, 'evil.tar.gz');
    await mkdir(join(directory, 'evil'));
    await writeFile(join(directory, 'evil', 'x'), 'x');
    const onWriteEntry = (entry: { path: string }) => (entry.path = `${results}/../../../../../x`);
    await create({ file, cwd: join(directory, 'evil'), gzip: true, onWriteEntry }, ['x']);
    const error = await unpacked(file).catch((reason: Error) => reason);
    expect((error as Error).message).to.contain(`SONOBUOY_ARCHIVE: it contains the path ${results}/../../../../../x`);
  });

  it('is refused when it is incomplete', async () => {
    const archive = await archived({ [`${results}/results.json`]: 'x'.repeat(100_000) });
    const bytes = await readFile(archive);
    await writeFile(archive, bytes.subarray(0, bytes.length / 2));
    const error = await unpacked(archive).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(
      /^SONOBUOY_ARCHIVE: it is incomplete: it ends in the middle, as after an interrupted download\n {2}expected: an archive of Sonobuoy that can be unpacked/,
    );
  });

  it('is refused when it is none, in our words', async () => {
    const archive = join(directory, 'sonobuoy.tar.gz');
    await writeFile(archive, Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(2_000, 7)]));
    const error = await unpacked(archive).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/^SONOBUOY_ARCHIVE: it is damaged\n/);
  });

  it('is not called damaged when its directory cannot be written', async () => {
    const archive = await archived({ [`${results}/results.json`]: '{}' });
    const error = await unpackPlugin(archive, 'shakedown', archive).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(
      /^SONOBUOY_ARCHIVE: .*ENOTDIR|^SONOBUOY_ARCHIVE: .*EEXIST|^SONOBUOY_ARCHIVE: .*not a dir/i,
    );
  });

  it('says why the plugin has no results, in Sonobuoy’s words', async () => {
    const archive = await archived({
      'plugins/shakedown/errors/global/error.json': '{"error":"Plugin timeout while waiting for results","pod":{}}',
    });
    expect((await unpacked(archive)).count).to.equal(0);
    expect(await errorOfPlugin(archive, 'shakedown')).to.equal('Plugin timeout while waiting for results');
  });

  it('contains a file that can be read as text', async () => {
    const archive = await archived({ [`${results}/results.json`]: '{"a":1}' });
    expect(await readFromArchive(archive, `${results}/results.json`)).to.equal('{"a":1}');
    expect(await readFromArchive(archive, 'none')).to.equal(undefined);
  });
});
