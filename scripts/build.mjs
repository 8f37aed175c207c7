// Builds the suite into dist/: shakedown.js is the command line, index.js and chai.js what specs import. All share the same chunks, so that
// a spec and the runner that loads it share one instance of every module. dist/specs holds the specs as JavaScript, for an installed package: Node
// strips no types below node_modules. dist/starter is what `shakedown specs init` copies. Plain JavaScript, because it also runs in the
// image build.
//
//   node scripts/build.mjs [--outdir DIR] [--external]
//
// --external leaves third-party packages out of the bundle, for the npm package, which installs them as dependencies; the image has them in the bundle.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { outdir: { type: 'string', default: join(root, 'dist') }, external: { type: 'boolean', default: false } },
});
const outdir = resolve(values.outdir);

/**
 * mocha-junit-reporter reads Mocha's version from a package.json that a bundle does not have. Without it, Mocha's statistics are missing.
 * Checked with 2.2.1.
 * @type {import('esbuild').Plugin}
 */
const mochaVersion = {
  name: 'mocha-version',
  setup({ onLoad }) {
    onLoad({ filter: /mocha-junit-reporter\/index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { version } = JSON.parse(await readFile(join(root, 'node_modules/mocha/package.json'), 'utf8'));
      const known = JSON.stringify(JSON.stringify({ version }));
      const read = /fs\.readFileSync\(path\.dirname\(require\.resolve\('mocha'\)\) \+ "\/package\.json", "utf8"\)/;
      if (!read.test(source))
        throw new Error(`${path} now finds Mocha's version in another way: adapt ${import.meta.filename}`);
      return { contents: source.replace(read, known), loader: 'js' };
    });
  },
};

/**
 * Leaves out the unused parts of the Kubernetes client: it does not declare that its modules are free of side effects, and only its authentication
 * is used, a twentieth of it. Checked with 2.0.1.
 * @type {import('esbuild').Plugin}
 */
const clientInPart = {
  name: 'client-in-part',
  setup({ onResolve, resolve }) {
    const client = '@kubernetes/client-node';
    onResolve({ filter: /^[.@]/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      const concerned = path.startsWith(client) || importer.includes(`/node_modules/${client}/`);
      if (!concerned || pluginData === client) return undefined;
      return { ...(await resolve(path, { importer, resolveDir, kind, pluginData: client })), sideEffects: false };
    });
  },
};

/** Packages that a bundle cannot contain, and what of them is needed: a binary for this platform, and a font. They are copied next to it. */
const WHOLE = {
  '@resvg/resvg-js': ['package.json', 'index.js', 'js-binding.js'],
  'dejavu-fonts-ttf': ['package.json', 'LICENSE', 'ttf/DejaVuSans.ttf'],
};

await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { shakedown: 'src/cli/main.ts', index: 'src/index.ts', chai: 'src/authoring/chai.ts' },
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  ...(values.external
    ? { packages: 'external' }
    : { plugins: [mochaVersion, clientInPart], external: Object.keys(WHOLE) }),
  logLevel: 'warning',
  // CommonJS dependencies (such as mocha) call require for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
await build({
  absWorkingDir: root,
  entryPoints: ['specs/**/*.spec.ts'],
  outbase: 'specs',
  outdir: join(outdir, 'specs'),
  format: 'esm',
  target: 'node24',
  logLevel: 'warning',
});
await cp(join(root, 'src/authoring/starter'), join(outdir, 'starter'), { recursive: true });
for (const name of ['report.css', 'report.js', 'theme.js'])
  await cp(join(root, 'src/publish/html/page', name), join(outdir, 'page', name));
if (!values.external) {
  const whole = await copyWhole();
  await writeFile(join(outdir, 'LICENSES.txt'), await licenses([...Object.keys(metafile.inputs), ...whole]));
}

/**
 * Copies the packages that a bundle cannot contain. npm has installed the binary of this platform, and of no other.
 * @returns a path in each.
 */
async function copyWhole() {
  const binaries = (await readdir(join(root, 'node_modules/@resvg'))).filter((name) => name.startsWith('resvg-js-'));
  const all = [
    ...Object.entries(WHOLE),
    ...binaries.map(
      (name) =>
        /** @type {const} */ ([`@resvg/${name}`, ['package.json', `${name.replace('resvg-js-', 'resvgjs.')}.node`]]),
    ),
  ];
  for (const [name, files] of all)
    for (const file of files)
      await cp(join(root, 'node_modules', name, file), join(outdir, 'node_modules', name, file));
  return all.map(([name]) => `node_modules/${name}/package.json`);
}

/**
 * The licence of every package whose code is in the bundle, because the licences require it.
 * @param {string[]} inputs paths of the bundled files.
 */
async function licenses(inputs) {
  const directories = inputs
    .map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0])
    .filter((path) => path !== undefined);
  const texts = [...new Set(directories)].sort().map(async (directory) => {
    const { name, version, license } = JSON.parse(await readFile(join(root, directory, 'package.json'), 'utf8'));
    const entries = await readdir(join(root, directory), { recursive: true, withFileTypes: true });
    // Some packages have a directory of licences.
    const files = entries
      .filter((entry) => entry.isFile() && !entry.parentPath.includes(`${directory}/node_modules`))
      .map(({ parentPath, name }) => relative(join(root, directory), join(parentPath, name)))
      .filter((file) => /^(licenses\/|licen[cs]e[^/]*$|notice[^/]*$|copying[^/]*$)/i.test(file));
    const parts = await Promise.all(files.map((file) => readFile(join(root, directory, file), 'utf8')));
    return [`${name} ${version} (${license})`, ...parts.map((part) => part.trim())].join('\n\n');
  });
  return `${(await Promise.all(texts)).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
