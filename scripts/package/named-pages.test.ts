import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect } from 'chai';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFile(join(root, path), 'utf8');

describe('The npm package', () => {
  const shipped = new Set<string>();
  before(async () => {
    const { files } = JSON.parse(await read('package.json')) as { files: string[] };
    for await (const path of glob(files, { cwd: root })) shipped.add(path);
  });

  it('contains every page that a message or a comment of its declarations names', async () => {
    const named = new Set<string>();
    for await (const path of glob('src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] }))
      for (const [page] of (await read(path)).matchAll(/(?<![\w/])docs\/[\w/-]+\.md/g)) named.add(page);
    expect([...named]).to.include('docs/how-to/add-a-kind.md');
    expect([...named].filter((page) => !shipped.has(page))).to.deep.equal([]);
  });

  it('contains every page to which its own pages link', async () => {
    const missing: string[] = [];
    // npm packs the README by itself.
    const packed = new Set([...shipped, 'README.md']);
    for (const page of [...shipped].filter((path) => path.endsWith('.md')))
      for (const [, link = ''] of (await read(page)).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
        const target = join(page, '..', link);
        if (!packed.has(target)) missing.push(`${page}: ${target}`);
      }
    expect(missing).to.deep.equal([]);
  });
});
