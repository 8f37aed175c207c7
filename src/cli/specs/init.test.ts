import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { initSpecs } from './init.ts';

describe('shakedown specs init', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'specs-init-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('creates what specs need to be type-checked, run and put into an image', async () => {
    const target = join(directory, 'ours');
    await initSpecs(target, { package: '9.9.9', image: 'registry.example/shakedown:9' }, () => {});
    const files = await readdir(target, { recursive: true });
    expect(files.toSorted()).to.deep.equal([
      ...['.dockerignore', 'Dockerfile', 'package.json', 'shop', 'shop/web.spec.ts', 'tsconfig.json'],
    ]);
    const { devDependencies } = JSON.parse(await readFile(join(target, 'package.json'), 'utf8'));
    expect(devDependencies).to.have.all.keys('@types/chai', '@types/mocha', '@types/node', 'shakedown', 'typescript');
    expect(devDependencies.shakedown).to.equal('9.9.9');
    expect(await readFile(join(target, 'Dockerfile'), 'utf8')).to.contain('=registry.example/shakedown:9\n');
  });

  it('refuses a directory that is not empty', async () => {
    await writeFile(join(directory, 'mine.txt'), 'mine');
    const error = await initSpecs(directory, {}, () => {}).catch((thrown: Error) => thrown);
    expect((error as Error).message).to.equal(
      [
        'USAGE_DIRECTORY: 1 entry is in it: mine.txt',
        `  expected: to create ${directory}, or to find it empty`,
        '  do:       name another directory',
      ].join('\n'),
    );
    expect(await readdir(directory)).to.deep.equal(['mine.txt']);
  });

  it('refuses a package that is a file or a directory and does not exist, and creates nothing', async () => {
    const target = join(directory, 'ours');
    for (const named of ['/nope.tgz', 'nope.tgz', './nope', 'file:/nope', '~/nope/no']) {
      const error = await initSpecs(target, { package: named }, () => {}).catch((thrown: Error) => thrown);
      expect((error as Error).message, named).to.match(
        /^USAGE_PACKAGE: there is no \S*nope\S*\n {2}expected: the package shakedown, .*\n {2}do: {7}name a tarball or a directory/,
      );
    }
    expect(await readdir(directory)).to.deep.equal([]);
    for (const named of ['1.2.3', '^1.0.0', 'latest', 'https://files.example/nope.tgz', directory])
      await initSpecs(join(target, named.replaceAll(/\W/g, '')), { package: named }, () => {});
    await initSpecs(join(target, 'relative'), { package: './package.json' }, () => {});
    const { devDependencies } = JSON.parse(await readFile(join(target, 'relative', 'package.json'), 'utf8'));
    expect(devDependencies.shakedown).to.equal(`file:${process.cwd()}/package.json`);
  });

  it('says when the file system refuses the directory', async () => {
    const error = await initSpecs('/proc/x/y', {}, () => {}).catch((thrown: Error) => thrown);
    expect((error as Error).message).to.equal(
      [
        'USAGE_DIRECTORY: /proc/x cannot be created: its file system takes no directories there (ENOENT)',
        '  expected: to create /proc/x/y, or to find it empty',
        '  do:       name another directory',
      ].join('\n'),
    );
  });

  it('says when the directory is a file', async () => {
    const file = join(directory, 'mine.txt');
    await writeFile(file, 'mine');
    const error = await initSpecs(file, {}, () => {}).catch((thrown: Error) => thrown);
    expect((error as Error).message).to.match(
      /^USAGE_DIRECTORY: \S+mine\.txt has a part that is not a directory \(ENOTDIR\)\n/,
    );
  });
});
