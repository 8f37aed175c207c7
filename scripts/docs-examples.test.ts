import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';

const root = resolve(import.meta.dirname, '..');

/** Files that a page shows unchanged; they are compiled and tested in their own place. */
const files = globSync('{docs/how-to,src/authoring/starter}/**/*.ts', { cwd: root });
const shown = files.map((file) => readFileSync(join(root, file), 'utf8'));

const pages = globSync('docs/how-to/*.md', { cwd: root }).map((page) => readFileSync(join(root, page), 'utf8'));

/** The other examples of the how-to pages name their file in the first line: `// testbed/components/example.ts`. */
const examples = globSync('docs/how-to/*.md', { cwd: root })
  .flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n([^]*?)^```/gm)].map(([, text = '']) => ({
      page,
      text,
      path: /^\/\/ (\S+\.ts)\n/.exec(text)?.[1],
    })),
  )
  .filter(({ text }) => !shown.includes(text));

/** The compiler reads the whole repository, which takes a while beside other work. */
const COMPILER_MS = 120_000;

describe('The examples of the how-to pages', () => {
  it('name their file in the first line', () => {
    expect(examples.length).to.be.at.least(2);
    expect(examples.filter(({ path }) => path === undefined).map(({ page, text }) => `${page}: ${text}`)).to.deep.equal(
      [],
    );
  });

  it('are identical to the files next to the pages and of the starter', () => {
    const unseen = files.filter((_, at) => !pages.some((page) => page.includes(`\`\`\`ts\n${shown[at]}\`\`\`\n`)));
    expect(unseen).to.deep.equal([]);
  });

  it('compile at the path that they name', async () => {
    const overlay = await mkdtemp(join(tmpdir(), 'docs-examples-'));
    try {
      await writeFile(join(overlay, 'package.json'), JSON.stringify({ type: 'module' }));
      for (const { path = '', text } of examples) {
        await mkdir(dirname(join(overlay, path)), { recursive: true });
        await writeFile(join(overlay, path), text);
      }
      const compilerOptions = {
        // An example can import the files of the repository by relative paths.
        rootDirs: [root, overlay],
        typeRoots: [join(root, 'node_modules/@types')],
        paths: { shakedown: [join(root, 'src/index.ts')], '*': [join(root, 'node_modules/*')] },
      };
      const project = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['.'] };
      await writeFile(join(overlay, 'tsconfig.json'), JSON.stringify(project));
      const { all } = await execa(join(root, 'node_modules/.bin/tsc'), ['-p', overlay], { all: true, reject: false });
      expect(all).to.equal('');
    } finally {
      await rm(overlay, { recursive: true });
    }
  }).timeout(COMPILER_MS);
});
