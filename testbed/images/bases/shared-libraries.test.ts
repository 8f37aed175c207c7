import { expect } from 'chai';
import { librariesIn } from './shared-libraries.ts';

describe('The shared libraries of a program', () => {
  it('are read from ldd: the paths that it found and the loader, not the library of the kernel', () => {
    const ldd = [
      '\tlinux-vdso.so.1 (0x00007ffd)',
      '\tlibstdc++.so.6 => /lib/x86_64-linux-gnu/libstdc++.so.6 (0x00007f01)',
      '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f02)',
      '\t/lib64/ld-linux-x86-64.so.2 (0x00007f03)',
    ];
    expect(librariesIn(ldd.join('\n'))).to.deep.equal([
      '/lib/x86_64-linux-gnu/libstdc++.so.6',
      '/lib/x86_64-linux-gnu/libc.so.6',
      '/lib64/ld-linux-x86-64.so.2',
    ]);
  });

  it('are none for a static program', () => {
    expect(librariesIn('\tnot a dynamic executable\n')).to.deep.equal([]);
  });
});
