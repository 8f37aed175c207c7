import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { readScripts } from './script-directory.ts';

describe('A directory of scripts', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'scripts-'));
    await writeFile(join(directory, 'buy.py'), 'x = 1\n');
  });
  afterEach(() => rm(directory, { recursive: true }));
  const read = async () => {
    try {
      return (await readScripts(directory)).map(({ name, content }) => `${name}: ${content.length}`).toSorted();
    } catch (error) {
      return (error as Error).message.replaceAll(directory, 'DIR');
    }
  };
  const refused = (seen: string) =>
    `LOAD_SCRIPTS_UNREADABLE: DIR: ${seen}\n  expected: a directory with Locust scripts in it`;

  it('contains files, and links to files', async () => {
    await mkdir(join(directory, '.git'));
    await symlink('buy.py', join(directory, 'sell.py'));
    expect(await read()).to.deep.equal(['buy.py: 6', 'sell.py: 6']);
  });

  it('is refused with directories in it, or with links to directories', async () => {
    await mkdir(join(directory, 'data'));
    await symlink('data', join(directory, 'more'));
    expect(await read()).to.equal(
      refused('it holds the directories data, more; a ConfigMap has none: put all files into one directory'),
    );
  });

  it('is refused with a broken link, or a file that can never be read to its end', async () => {
    await symlink('gone.py', join(directory, 'lost.py'));
    expect(await read()).to.match(
      /^LOAD_SCRIPTS_UNREADABLE: DIR: lost\.py cannot be read: .*does not exist \(ENOENT\)/,
    );
    await rm(join(directory, 'lost.py'));
    await execa('mkfifo', [join(directory, 'pipe.py')]);
    expect(await read()).to.equal(refused('pipe.py is no file'));
  });
});
