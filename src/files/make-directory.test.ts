import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { makeDirectory, tryDirectory } from './make-directory.ts';

const MODULE = fileURLToPath(new URL('make-directory.ts', import.meta.url));

const codeOf = (act: () => unknown) => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
};

describe('A directory that a user names', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'make-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('is created with those above it, and may be there already', () => {
    const made = makeDirectory(join(directory, 'a', 'b', '..', 'c'));
    expect(made.map((path) => relative(directory, path))).to.deep.equal(['a', 'a/c']);
    expect(makeDirectory(join(directory, 'a'))).to.deep.equal([]);
    expect(makeDirectory('.')).to.deep.equal([]);
  });

  it('ends with an error where its file system refuses it, and leaves nothing', async () => {
    await writeFile(join(directory, 'file'), '');
    // The recursive mkdir of Node never returns from these two.
    for (const path of ['/proc/x', '/proc/x/y'])
      expect(
        codeOf(() => makeDirectory(path)),
        path,
      ).to.equal('ENOENT');
    for (const path of ['file', 'file/x', 'file/x/y'])
      expect(
        codeOf(() => makeDirectory(join(directory, path))),
        path,
      ).to.equal(path === 'file' ? 'EEXIST' : 'ENOTDIR');
    expect(codeOf(() => makeDirectory(join(directory, 'new', 'x'.repeat(300))))).to.equal('ENAMETOOLONG');
    expect(await readdir(directory)).to.deep.equal(['file']);
  });

  it('is created and tried by several processes at a time, below one that none of them finds', async () => {
    const code = `
      import { makeDirectory, tryDirectory } from ${JSON.stringify(MODULE)};
      import { rmdirSync } from 'node:fs';
      const [results, own] = process.argv.slice(1);
      for (let round = 0; round < 100; round += 1) {
        tryDirectory(results + '/' + own);
        tryDirectory(results + '/shared/deep');
        makeDirectory(results + '/' + own);
        rmdirSync(results + '/' + own);
      }`;
    const run = (own: string) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code, join(directory, 'results'), own]);
    await Promise.all(['a', 'b', 'c'].map(run));
  }).timeout(60_000);

  it('is tried without anything that stays', () => {
    tryDirectory(join(directory, 'a', 'b'));
    expect(existsSync(join(directory, 'a'))).to.equal(false);
    tryDirectory(directory);
    expect(codeOf(() => tryDirectory('/proc'))).to.equal('ENOENT');
  });
});
