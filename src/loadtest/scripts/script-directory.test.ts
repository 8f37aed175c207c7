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
  const read = async (path = directory) => {
    try {
      return (await readScripts(path)).map(({ name, content }) => `${name}: ${content.length}`).toSorted();
    } catch (error) {
      return (error as Error).message.replaceAll(directory, 'DIR');
    }
  };
  const refused = (seen: string, todo: string) =>
    `LOAD_SCRIPTS_UNREADABLE: ${seen}\n  expected: a directory with Locust scripts in it\n  do:       ${todo}`;

  it('contains files, and links to files', async () => {
    await mkdir(join(directory, '.git'));
    await symlink('buy.py', join(directory, 'sell.py'));
    expect(await read()).to.deep.equal(['buy.py: 6', 'sell.py: 6']);
  });

  it('contains directories with their files by path, except those that are not for the platform', async () => {
    for (const inner of ['lib/data', '.git', '__pycache__', '.venv/lib', 'env/lib/site-packages'])
      await mkdir(join(directory, inner), { recursive: true });
    await writeFile(join(directory, 'lib/__init__.py'), '');
    await writeFile(join(directory, 'lib/data/users.csv'), 'ann\n');
    await writeFile(join(directory, 'env/pyvenv.cfg'), 'home = /usr\n');
    await writeFile(join(directory, 'env/lib/site-packages/faker.py'), 'x = 1\n');
    await symlink('lib/data', join(directory, 'more'));
    expect(await read()).to.deep.equal([
      'buy.py: 6',
      'lib/__init__.py: 0',
      'lib/data/users.csv: 4',
      'more/users.csv: 4',
    ]);
  });

  it('is refused with a link to a directory that it is in, which would have no end', async () => {
    await mkdir(join(directory, 'lib'));
    await symlink('..', join(directory, 'lib/again'));
    expect(await read()).to.equal(
      refused('DIR/lib/again is a link to a directory that it is in', 'remove the link, or name another directory'),
    );
  });

  it('is refused with a broken link, or a file that can never be read to its end', async () => {
    await symlink('gone.py', join(directory, 'lost.py'));
    expect(await read()).to.equal(
      refused('DIR/lost.py does not exist (ENOENT)', 'correct the name, or the permissions: ls -ld DIR/lost.py'),
    );
    await rm(join(directory, 'lost.py'));
    await execa('mkfifo', [join(directory, 'pipe.py')]);
    expect(await read()).to.equal(
      refused('DIR/pipe.py is neither a file nor a directory', 'remove it, or name another directory'),
    );
  });

  it('is refused when it does not exist or is a file, with its path only once', async () => {
    const todo = 'correct the name, or the permissions: ls -ld';
    expect(await read(join(directory, 'none'))).to.equal(
      refused('DIR/none does not exist (ENOENT)', `${todo} DIR/none`),
    );
    expect(await read(join(directory, 'buy.py'))).to.equal(
      refused('DIR/buy.py has a part that is not a directory (ENOTDIR)', `${todo} DIR/buy.py`),
    );
  });
});
