import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { messageOf } from './shakedown-error.ts';
import { systemProblem, todoForPlace } from './system-error.ts';

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('An error of the operating system', () => {
  it('is a sentence about a file', () => {
    expect(messageOf(thrownBy(() => readFileSync('/no/such')))).to.equal('/no/such does not exist (ENOENT)');
    expect(messageOf(thrownBy(() => readFileSync('/etc/passwd/x')))).to.equal(
      '/etc/passwd/x has a part that is not a directory (ENOTDIR)',
    );
    expect(messageOf(thrownBy(() => readFileSync('/')))).to.equal(
      'what was named is a directory, and not a file (EISDIR)',
    );
    // Node does not say which when it has opened what it cannot read.
    expect(
      messageOf(
        thrownBy(() => readFileSync('/')),
        '/',
      ),
    ).to.equal('/ is a directory, and not a file (EISDIR)');
  });

  it('is a sentence about this machine', () => {
    const full = Object.assign(new Error('ENOSPC: raw'), { code: 'ENOSPC', syscall: 'write' });
    expect(systemProblem(full)).to.include({
      about: 'machine',
      sentence: 'there is no space left on the disk (ENOSPC)',
    });
  });

  it('is a sentence about the user, or the working directory', () => {
    const about = (syscall: string) =>
      messageOf(Object.assign(new Error('raw'), { code: 'ENOENT', syscall, path: undefined }));
    expect(about('uv_os_get_passwd')).to.equal('this user has no name on this machine (ENOENT)');
    expect(about('uv_cwd')).to.equal('the working directory does not exist (ENOENT)');
  });

  it('is something else when it is about a connection or a program, or has no code', () => {
    for (const syscall of ['connect', 'spawn sonobuoy', 'bind'])
      expect(systemProblem(Object.assign(new Error('x'), { code: 'EACCES', syscall }))).to.equal(undefined);
    expect(systemProblem(new Error('x'))).to.equal(undefined);
    expect(systemProblem('ENOENT')).to.equal(undefined);
  });

  it('says what helps where a place cannot be written, or names another place', () => {
    const todo = (code: string) =>
      todoForPlace(Object.assign(new Error('raw'), { code, syscall: 'mkdir', path: '/data/x' }), 'name another place');
    expect(['EACCES', 'EPERM', 'ENOTDIR', 'EROFS', 'ENOSPC', 'ENOENT'].map(todo)).to.deep.equal([
      'correct the permissions (ls -ld /data/x), or name another place',
      'correct the permissions (ls -ld /data/x, lsattr -d /data/x), or name another place',
      'see which part of /data/x is a file, or name another place',
      'have its file system mounted for writing, or name another place',
      'free disk space, or name another place',
      'name another place',
    ]);
  });

  it('about a directory says that it cannot be created, not that it is missing', () => {
    const refused = Object.assign(new Error('raw'), { code: 'ENOENT', syscall: 'mkdir', path: '/proc/x' });
    expect(messageOf(refused)).to.equal(
      '/proc/x cannot be created: its file system takes no directories there (ENOENT)',
    );
  });
});
