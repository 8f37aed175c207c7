import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const ROOT = resolve(import.meta.dirname, '../..');

/** Bundles the suite into a directory, as for a release. @returns the path of its command line. */
export async function buildSuite(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  await execa(process.execPath, [join(ROOT, 'scripts/build.mjs'), '--outdir', join(directory, 'dist')]);
  await cp(join(ROOT, 'package.json'), join(directory, 'package.json'));
  for (const part of ['specs', 'workloads/locust'])
    await cp(join(ROOT, part), join(directory, part), { recursive: true });
  return join(directory, 'dist/shakedown.js');
}
