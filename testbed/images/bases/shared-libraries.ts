import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/**
 * Loaded by the C library at run time, so `ldd` does not name them; from glibc 2.34 on they are part of it. `librt` is loaded by binaries of packages, which
 * expect the whole C library.
 */
const LOADED_LATER = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2', 'librt.so.1'];

/**
 * The shared libraries that a program needs on this machine, its loader among them, as absolute paths.
 * @param path directories that are searched first, separated by colons. @default none
 */
export async function sharedLibraries(program: string, path = ''): Promise<string[]> {
  const { stdout } = await execa('ldd', [program], path === '' ? {} : { env: { LD_LIBRARY_PATH: path } });
  const needed = librariesIn(stdout);
  const libc = needed.find((path) => path.includes('/libc.so.'));
  const later = libc === undefined ? [] : LOADED_LATER.map((name) => join(dirname(libc), name));
  const there = await Promise.all(later.map((path) => stat(path).catch(() => undefined)));
  return [...new Set([...needed, ...later.filter((_, index) => there[index])])].sort();
}

/**
 * The paths in the output of `ldd`.
 * @example librariesIn('libm.so.6 => /lib/libm.so.6 (0x7f1)\n/lib64/ld-linux-x86-64.so.2 (0x7f2)') // ['/lib/libm.so.6', '/lib64/ld-linux-x86-64.so.2']
 */
export function librariesIn(ldd: string): string[] {
  return [...ldd.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].flatMap(([, path]) => path ?? []);
}
