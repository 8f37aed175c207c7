import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { COMPILE } from '../../../src/loadtest/scripts/compile-scripts.ts';

const compiled = async (files: Record<string, Buffer | string>) => {
  const directory = await mkdtemp(join(tmpdir(), 'compile-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), content);
    }
    // As a kubelet mounts a directory of a volume.
    if ('..data/lib/cart.py' in files) await symlink('..data/lib', join(directory, 'lib'));
    const { exitCode, stdout, stderr } = await execa('/usr/bin/python3', ['-c', COMPILE], {
      cwd: directory,
      reject: false,
    });
    return [exitCode, stdout, stderr];
  } finally {
    await rm(directory, { recursive: true });
  }
};

describe('The compilation of scripts', () => {
  it('takes every encoding and line end that Python takes', async () => {
    const files = {
      'plain.py': 'x = "käse"\n',
      'latin-1.py': Buffer.from('# -*- coding: latin-1 -*-\nx = "k\u00e4se"\n', 'latin1'),
      'mark.py': '\uFEFFx = 1\n',
      'windows.py': 'if True:\r\n    x = 1\r\n',
      'form-feed.py': 'x = 1\n\f\ny = 2\n',
      'empty.py': '',
      'data.csv': Buffer.from([0, 255]),
    };
    expect(await compiled(files)).to.deep.equal([0, '', '']);
  });

  it('takes scripts in directories, each once', async () => {
    const files = {
      'buy.py': 'from lib import cart\n',
      '..data/lib/cart.py': 'def (:\n',
      '..data/lib/__init__.py': '',
    };
    const [exit, lines] = await compiled(files);
    expect([exit, String(lines).split('\n')]).to.deep.equal([1, ['lib/cart.py, line 1: invalid syntax']]);
  });

  it('says in one line what is wrong with each script', async () => {
    const [exit, lines, errors] = await compiled({
      'bytes.py': Buffer.from('x = "caf\u00e9"\n', 'latin1'),
      'codec.py': '# coding: klingon\n',
      'null.py': 'x = 1\0\n',
      'syntax.py': 'x = 1\nif x:\n',
    });
    expect(String(lines).split('\n')).to.have.length(4);
    expect(lines)
      .to.match(/^bytes\.py.*: \(unicode error\) 'utf-8' codec can't decode byte 0xe9/m)
      .and.to.match(/^codec\.py.*unknown encoding: klingon/m)
      .and.to.match(/^null\.py.*null bytes/m)
      .and.to.match(/^syntax\.py, line 2: expected an indented block/m);
    expect([exit, errors]).to.deep.equal([1, '']);
  });
});
