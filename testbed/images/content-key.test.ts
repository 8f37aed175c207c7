import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { contentKey, pluginContent, type Content } from './content-key.ts';
import { locustContent } from './locust-image.ts';

describe("The key of an image's content", () => {
  let root = '';
  const key = () => contentKey({ ...pluginContent, root });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'content-key-'));
    await mkdir(join(root, 'src/cli'), { recursive: true });
    await writeFile(join(root, 'package.json'), '{}');
    await writeFile(join(root, 'Dockerfile'), 'FROM scratch');
    await writeFile(join(root, 'src/cli/main.ts'), 'run();');
  });
  afterEach(() => rm(root, { recursive: true }));

  const changes: Record<string, () => Promise<void>> = {
    'a source': () => writeFile(join(root, 'src/cli/main.ts'), 'walk();'),
    'the recipe': () => writeFile(join(root, 'Dockerfile'), 'FROM other'),
    'a new file': () => writeFile(join(root, 'src/new.ts'), ''),
    'the name of a file': () => rename(join(root, 'src/cli/main.ts'), join(root, 'src/cli/start.ts')),
  };
  for (const [title, change] of Object.entries(changes)) {
    it(`changes with ${title}`, async () => {
      const before = await key();
      await change();
      expect(await key()).not.to.equal(before);
    });
  }

  it('stays the same when only a test or a file outside of the image changes', async () => {
    const before = await key();
    await writeFile(join(root, 'src/cli/main.test.ts'), 'it();');
    await mkdir(join(root, 'workloads/locust/tests'), { recursive: true });
    await writeFile(join(root, 'workloads/locust/tests/test_guard.py'), 'import unittest');
    await writeFile(join(root, 'README.md'), '# Hello');
    expect(await key()).to.equal(before);
  });

  const patternsIn = async ({ root: directory }: Content) => {
    const text = await readFile(join(directory, '.dockerignore'), 'utf8');
    return text.split('\n').flatMap((line) => (line.startsWith('!') ? line.slice(1) : []));
  };

  it('covers exactly what .dockerignore lets in', async () => {
    // To include a file, .dockerignore has to include its directory.
    expect((await patternsIn(pluginContent)).filter((path) => path !== 'scripts')).to.have.members(
      pluginContent.inputs,
    );
    expect(await patternsIn(locustContent)).to.have.members(locustContent.inputs);
  });
});
