import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { extract } from 'tar';
import { dockerArchive } from './docker-archive.ts';
import { tarArchive } from './tar-archive.ts';

describe('A docker-archive', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'archive-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const unpack = async (archive: Buffer) => {
    await writeFile(join(directory, 'archive.tar'), archive);
    await extract({ file: join(directory, 'archive.tar'), cwd: directory });
  };
  const json = async (name: string) => JSON.parse(await readFile(join(directory, name), 'utf8'));

  const layer = tarArchive([
    { type: 'Directory', path: 'tmp', mode: 0o1777 },
    { type: 'File', path: 'pause', content: Buffer.from([0, 1, 2, 255]), mode: 0o755 },
    { type: 'SymbolicLink', path: 'hold', linkpath: 'pause' },
  ]);
  const content = { ref: 'localhost/pause:v1', layers: [layer], entrypoint: ['/pause'], user: '65535:65535' };

  it('names the image, its configuration and its layers in its manifest', async () => {
    await unpack(dockerArchive(content));
    const [manifest, ...others] = await json('manifest.json');
    expect(others).to.deep.equal([]);
    expect(manifest.RepoTags).to.deep.equal(['localhost/pause:v1']);
    const config = await json(manifest.Config);
    expect(config.config).to.deep.include({ User: '65535:65535', Entrypoint: ['/pause'] });
    expect(manifest.Layers).to.have.length(1);
    const digest = createHash('sha256')
      .update(await readFile(join(directory, manifest.Layers[0])))
      .digest('hex');
    expect(config.rootfs).to.deep.equal({ type: 'layers', diff_ids: [`sha256:${digest}`] });
  });

  it('holds the files of its layers byte by byte, with their modes', async () => {
    await unpack(dockerArchive(content));
    const [{ Layers }] = await json('manifest.json');
    await extract({ file: join(directory, Layers[0]), cwd: directory, preservePaths: false });
    expect(await readFile(join(directory, 'hold'))).to.deep.equal(Buffer.from([0, 1, 2, 255]));
    expect(((await stat(join(directory, 'pause'))).mode & 0o7777).toString(8)).to.equal('755');
  });

  it('has the same bytes when it is created again', () => {
    expect(dockerArchive(content).equals(dockerArchive({ ...content }))).to.equal(true);
  });
});

describe('A tar archive', () => {
  it('consists of whole blocks and ends with two empty ones', () => {
    const archive = tarArchive([{ type: 'File', path: 'a', content: 'x'.repeat(513) }]);
    expect(archive.length).to.equal(512 + 1_024 + 1_024);
    expect(archive.subarray(-1_024).every((byte) => byte === 0)).to.equal(true);
  });

  it('refuses a path that a plain header cannot hold, instead of cutting it', () => {
    const path = 'x'.repeat(300);
    expect(() => tarArchive([{ type: 'File', path, content: '' }])).to.throw(
      RangeError,
      'does not fit a plain tar header',
    );
  });
});
