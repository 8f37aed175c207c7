import { cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';

const root = resolve(import.meta.dirname, '../..');

/** The fields of package.json that are read here. */
interface Manifest {
  files: string[];
  private?: unknown;
  scripts?: unknown;
  optionalDependencies?: unknown;
  [field: string]: unknown;
}

/** A package as created by `npm pack`. */
export interface MadePackage {
  /** Path of the tarball. */
  tarball: string;
  /** Bytes of the tarball. */
  size: number;
  /** The paths in it. */
  files: string[];
}

/**
 * Builds the npm package and packs it, outside of the checkout and without changes to its `dist`. What only the clone needs is left out of its
 * package.json: its commands, the Node that runs them, and the field that prevents publishing.
 * @param destination a directory for the tarball; created when it does not exist.
 */
export async function makePackage(destination: string): Promise<MadePackage> {
  const staging = await mkdtemp(join(tmpdir(), 'shakedown-package-'));
  try {
    const text = await readFile(join(root, 'package.json'), 'utf8');
    const { private: _, scripts: __, optionalDependencies: ___, ...manifest } = JSON.parse(text) as Manifest;
    await writeFile(join(staging, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await build(join(staging, 'dist'));
    const others = [...manifest.files.filter((pattern) => pattern !== 'dist'), 'README.md'];
    for await (const path of glob(others, { cwd: root })) {
      await mkdir(dirname(join(staging, path)), { recursive: true });
      await cp(join(root, path), join(staging, path), { recursive: true });
    }
    await mkdir(destination, { recursive: true });
    const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', resolve(destination)], {
      cwd: staging,
    });
    const [packed] = JSON.parse(stdout) as [{ filename: string; size: number; files: { path: string }[] }];
    const files = packed.files.map(({ path }) => path);
    return { tarball: join(resolve(destination), packed.filename), size: packed.size, files };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The program and the specs as JavaScript, and the declarations. */
async function build(outdir: string): Promise<void> {
  const node = (...args: string[]) => execa(process.execPath, args, { cwd: root });
  await node('scripts/build.mjs', '--external', '--outdir', outdir);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await node(tsc, '-p', 'tsconfig.types.json', '--outDir', join(outdir, 'types'));
}
